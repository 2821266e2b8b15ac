package dev.quorumvip.agent.config;

import java.nio.file.Path;

/** Where a value came from, so that a message can point at the place to mend. */
public sealed interface ConfigSource {

    /** For a person: {@code --join}, {@code QUORUMVIP_JOIN}, {@code /etc/quorumvip.yaml line 3}, {@code default}. */
    String describe();

    /** A command line option, with its dashes. */
    record Flag(String name) implements ConfigSource {
        @Override
        public String describe() {
            return name;
        }
    }

    /** An environment variable. */
    record EnvironmentVariable(String name) implements ConfigSource {
        @Override
        public String describe() {
            return name;
        }
    }

    /** A line of the YAML file, counted from 1. */
    record YamlLine(Path file, int line) implements ConfigSource {
        @Override
        public String describe() {
            return file + " line " + line;
        }
    }

    /** The YAML file as a whole. */
    record YamlFile(Path file) implements ConfigSource {
        @Override
        public String describe() {
            return file.toString();
        }
    }

    /** Nobody gave a value, so the default holds. */
    record Default() implements ConfigSource {
        @Override
        public String describe() {
            return "default";
        }
    }
}
