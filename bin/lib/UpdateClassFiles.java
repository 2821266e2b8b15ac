import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * usage: java bin/lib/UpdateClassFiles.java JAR
 *
 * <p>Brings the class files of JAR to the format of Java 8, where they are of an older one, with the types at each branch
 * that the format asks for since Java 6 (JVMS §4.10.1). The JVM's ahead-of-time cache takes no older ones, so that they
 * are parsed and verified again at each start. The code in them stays what it is. A jar without such is left alone.
 */
final class UpdateClassFiles {
    /** The first format that the cache takes is Java 6's; from Java 7's on nothing falls back on the former verifier. */
    private static final int OLDEST = ClassFile.JAVA_8_VERSION;

    private static final int MAJOR_VERSION_AT = 6;

    private UpdateClassFiles() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: java bin/lib/UpdateClassFiles.java JAR");
            System.exit(2);
        }
        Path jar = Path.of(arguments[0]);
        Path updated = jar.resolveSibling(jar.getFileName() + ".new");
        int count = update(jar, updated);
        if (count == 0) {
            Files.delete(updated);
        } else {
            Files.move(updated, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            System.out.println(jar.getFileName() + ": " + count + " class files brought to the format of Java 8");
        }
    }

    private static int update(Path jar, Path updated) throws IOException {
        int count = 0;
        try (JarFile in = new JarFile(jar.toFile());
                URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                OutputStream file = Files.newOutputStream(updated);
                JarOutputStream out = new JarOutputStream(file)) {
            ClassFile format = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
            for (JarEntry entry : in.stream().toList()) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && Byte.toUnsignedInt(bytes[MAJOR_VERSION_AT + 1]) < OLDEST) {
                    bytes = updated(format, bytes);
                    count++;
                }
                JarEntry next = new JarEntry(entry.getName());
                next.setTime(entry.getTime());
                out.putNextEntry(next);
                out.write(bytes);
                out.closeEntry();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return count;
    }

    private static byte[] updated(ClassFile format, byte[] bytes) {
        ClassModel old = format.parse(bytes);
        return format.build(old.thisClass().asSymbol(), next -> {
            next.withVersion(OLDEST, 0);
            old.forEach(element -> {
                if (!(element instanceof ClassFileVersion)) {
                    next.with(element);
                }
            });
        });
    }
}
