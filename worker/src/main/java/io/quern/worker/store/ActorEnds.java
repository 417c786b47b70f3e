package io.quern.worker.store;

import io.quern.core.current.ActorObject;
import io.quern.worker.code.CodeUse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the actors that nobody needs any more, each on a thread of its own: that is the program's code, and waits
/// for a call that was cancelled and has not noticed. Thread-safe.
final class ActorEnds {
    private static final Logger log = LoggerFactory.getLogger(ActorEnds.class);

    private final Set<Thread> ending = ConcurrentHashMap.newKeySet();

    /// @param code that its classes are of; closed when the actor is
    void end(ActorObject actor, CodeUse code) {
        Thread thread = Thread.ofVirtual().name("quern-actor-end").unstarted(() -> {
            try {
                close(actor, code);
            } finally {
                code.close();
                ending.remove(Thread.currentThread());
            }
        });
        ending.add(thread);
        thread.start();
    }

    private static void close(ActorObject actor, CodeUse code) {
        try {
            Thread.currentThread().setContextClassLoader(code.await().classes());
            actor.close();
        } catch (Exception | LinkageError failed) {
            // Nobody waits for it.
            log.warn("The {} could not be closed", actor, failed);
        }
    }

    void await(Duration grace) throws InterruptedException {
        for (Thread thread : ending) {
            if (!thread.join(grace)) {
                log.warn("{} actors are not closed {} after they were dropped", ending.size(), grace);
                return;
            }
        }
    }
}
