package dev.quorumvip.agent.consensus;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What is inside of exceptions. */
final class Causes {
    private Causes() {}

    static Throwable of(Throwable wrapped) {
        Throwable inner = wrapped;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    /** The first of the chain, which says most. */
    static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    static IOException io(Throwable wrapped) {
        Throwable inner = of(wrapped);
        return inner instanceof IOException io ? io : new IOException(String.valueOf(inner), inner);
    }
}
