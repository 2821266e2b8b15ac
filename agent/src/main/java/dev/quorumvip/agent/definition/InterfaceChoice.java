package dev.quorumvip.agent.definition;

import java.util.regex.Pattern;

/**
 * Which of a node's interfaces a VIP is bound to.
 *
 * <p>Each has a text, for log and datagrams: none for the node's default, a name, a pattern, or {@value
 * BySubnet#TEXT}, which is neither, since no interface has a slash in its name.
 */
public sealed interface InterfaceChoice {
    /** Its one text. */
    String text();

    /** The interface that the node's agent was started with. */
    record NodeDefault() implements InterfaceChoice {
        @Override
        public String text() {
            return "";
        }
    }

    /** The interface of this name. */
    record Named(String name) implements InterfaceChoice {
        public Named {
            if (!InterfaceName.isOne(name)) {
                throw new IllegalArgumentException("'" + name + "' is not an interface's name");
            }
        }

        @Override
        public String text() {
            return name;
        }
    }

    /**
     * The first usable interface whose name matches, in the order of names.
     *
     * @param glob a name in which {@code *} stands for any characters and {@code ?} for one
     */
    record Matching(String glob) implements InterfaceChoice {
        public Matching {
            if (!InterfaceName.isPattern(glob)) {
                throw new IllegalArgumentException("'" + glob + "' is not a pattern for interfaces' names");
            }
        }

        /** Whether an interface's name matches. */
        public boolean matches(String name) {
            StringBuilder expression = new StringBuilder();
            glob.chars()
                    .forEach(c -> expression.append(
                            switch (c) {
                                case '*' -> ".*";
                                case '?' -> ".";
                                default -> Pattern.quote(Character.toString(c));
                            }));
            return name.matches(expression.toString());
        }

        @Override
        public String text() {
            return glob;
        }
    }

    /** The interface that has an address of its own in the VIP's subnet. */
    record BySubnet() implements InterfaceChoice {
        static final String TEXT = "/subnet";

        @Override
        public String text() {
            return TEXT;
        }
    }

    /**
     * The choice with that text.
     *
     * @throws IllegalArgumentException if there is none
     */
    static InterfaceChoice of(String text) {
        if (text.isEmpty()) {
            return new NodeDefault();
        }
        if (text.equals(BySubnet.TEXT)) {
            return new BySubnet();
        }
        return InterfaceName.isPattern(text) ? new Matching(text) : new Named(text);
    }
}
