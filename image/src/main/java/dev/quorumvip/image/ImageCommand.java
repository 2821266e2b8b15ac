package dev.quorumvip.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program that bin/image calls. */
@Command(
        name = "image",
        subcommands = {
            WriteCommand.class,
            ImageCommand.Launcher.class,
            ImageCommand.Trim.class,
            ImageCommand.Parts.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class ImageCommand {
    private ImageCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ImageCommand()).execute(arguments));
    }

    /** Writes one of the programs in the image. */
    @Command(name = "launcher", description = "writes a program that needs no shell")
    static final class Launcher implements Callable<Integer> {
        @Option(names = "--interpreter", required = true)
        private String interpreter = "";

        @Option(names = "--main-class", required = true)
        private String mainClass = "";

        @Option(names = "--jar", required = true, description = "relative to the file; in the order of the class path")
        private List<String> jars = new ArrayList<>();

        @Parameters(paramLabel = "FILE")
        private Path file = Path.of("");

        @Override
        public Integer call() throws IOException {
            LauncherScript.write(file, interpreter, mainClass, jars);
            return CommandLine.ExitCode.OK;
        }
    }

    /** Leaves out of a jar what the image has no use for. */
    @Command(name = "trim", description = "copies a jar without some of its entries")
    static final class Trim implements Callable<Integer> {
        @Option(names = "--without", required = true, description = "regular expression of whole names")
        private String unwanted = "";

        @Parameters(index = "0", paramLabel = "JAR")
        private Path jar = Path.of("");

        @Parameters(index = "1", paramLabel = "COPY")
        private Path copy = Path.of("");

        @Override
        public Integer call() throws IOException {
            TrimmedJar.copy(jar, copy, Pattern.compile(unwanted).asMatchPredicate());
            return CommandLine.ExitCode.OK;
        }
    }

    /** Writes what the image is made of. */
    @Command(name = "sbom", description = "adds Debian's packages to the list that Maven made")
    static final class Parts implements Callable<Integer> {
        @Option(names = "--maven", required = true)
        private Path maven = Path.of("");

        @Option(names = "--distribution", required = true, description = "as in debian-13")
        private String distribution = "";

        @Option(names = "--package", paramLabel = "NAME=VERSION=ARCHITECTURE")
        private List<String> packages = new ArrayList<>();

        @Parameters(paramLabel = "FILE")
        private Path file = Path.of("");

        @Override
        public Integer call() throws IOException {
            Sbom.write(
                    maven,
                    file,
                    distribution,
                    packages.stream().map(Sbom.DebianPackage::parse).toList());
            return CommandLine.ExitCode.OK;
        }
    }
}
