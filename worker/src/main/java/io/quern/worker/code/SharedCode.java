package io.quern.worker.code;

import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.code.SessionVariables;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A code set on its way or loaded, for all jobs and runs that use it. Its count of holders belongs to [JobCodes],
/// under whose lock it is.
final class SharedCode {
    private static final Logger log = LoggerFactory.getLogger(SharedCode.class);

    private final CodeHash set;
    private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();
    int holders;

    private record Loaded(CodeSet set, CodeSetLoader loader, JobCode code) {}

    SharedCode(CodeHash set) {
        this.set = set;
    }

    CodeHash set() {
        return set;
    }

    /// Brings the jars and makes the loader, on a thread of its own.
    void load(CodeSupply supply, BlobStore store, ClassLoader parent) {
        Thread.ofVirtual().name("quern-code-" + set.brief()).start(() -> {
            try {
                CodeSet code = supply.bring(set, store);
                loaded.complete(open(code, store, parent));
            } catch (InterruptedException | RuntimeException | Error e) {
                log.warn("the code set {} cannot be had: {}", set.brief(), e.toString());
                loaded.completeExceptionally(e);
            }
        });
    }

    private Loaded open(CodeSet code, BlobStore store, ClassLoader parent) {
        try {
            List<URL> jars = new ArrayList<>();
            for (CodeSet.Blob blob : code.blobs()) {
                jars.add(store.find(blob.hash())
                        .orElseThrow(() -> new IOException("the blob " + blob.hash() + " is gone"))
                        .toUri()
                        .toURL());
            }
            CodeSetLoader loader = new CodeSetLoader(set, jars.toArray(URL[]::new), parent);
            JobCode classes = new JobCode(loader);
            setVariables(loader, classes);
            return new Loaded(code, loader, classes);
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "the code set " + set.brief() + " cannot be read from " + store.folder() + ": " + e,
                    e);
        }
    }

    /// A jshell session sends the variables that its functions read.
    private static void setVariables(CodeSetLoader loader, JobCode code) throws IOException {
        URL sent = loader.findResource(SessionVariables.ENTRY);
        if (sent == null) {
            return;
        }
        URLConnection connection = sent.openConnection();
        // A cached jar would outlive its loader.
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            if (code.read(Payload.of(in.readAllBytes())) instanceof Map<?, ?> values) {
                SessionVariables.set(values, loader);
            }
        }
    }

    /// Waits until it is loaded.
    ///
    /// @throws QuernException where it cannot be had: says why
    JobCode await() throws InterruptedException {
        try {
            return loaded.get().code();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof QuernException known) {
                throw new QuernException(known.code(), String.valueOf(known.getMessage()), known);
            }
            throw new QuernException(
                    ErrorCode.INTERNAL, "the code set " + set.brief() + " could not be loaded: " + e.getCause(), e);
        }
    }

    /// Nobody uses it any more, as soon as it is there.
    void drop(BlobStore store) {
        CompletableFuture<Void> _ = loaded.thenAccept(known -> {
            try {
                known.loader().close();
            } catch (IOException e) {
                log.warn("the jars of code set {} cannot be closed: {}", set.brief(), e.toString());
            }
            store.release(known.set().blobs().stream().map(CodeSet.Blob::hash).toList());
            log.debug("code set {} is dropped", set.brief());
        });
    }
}
