package io.quern.scheduler;

import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.lifecycle.DeathReport;
import io.quern.scheduler.lifecycle.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is connected, and what their messages mean to the state machine. Owned by the event loop.
final class Peers {
    private static final Logger AUDIT = LoggerFactory.getLogger("io.quern.audit");
    private static final long IDS_PER_LIFE = 1_000_000;

    private final long epoch;
    private final Map<WorkerId, Peer> workers = new HashMap<>();
    private final Map<ClientId, Peer> clients = new HashMap<>();
    private long ids;

    /// @param epoch of the scheduler; no two have the same
    Peers(long epoch) {
        this.epoch = epoch;
    }

    /// Ids that are given from now on are larger than all that this many earlier lives of the scheduler gave.
    void beginAfter(int lives) {
        ids = lives * IDS_PER_LIFE;
    }

    /// What a message means, null where it means nothing to the state machine. A peer that breaks the order of the
    /// protocol is disconnected.
    @Nullable
    Event received(Peer peer, Message message, long nowNanos) {
        return switch (message) {
            case WorkerMessage said -> fromWorker(peer, said, nowNanos);
            case ClientMessage said -> fromClient(peer, said, nowNanos);
            case CoordinationRequest asked -> fromAsking(peer, asked, nowNanos);
            case Ping _ -> null;
            default -> refuse(peer, "a scheduler takes no " + message.getClass().getSimpleName());
        };
    }

    private @Nullable Event fromWorker(Peer peer, WorkerMessage said, long nowNanos) {
        WorkerId id = peer.worker();
        if (id != null) {
            return new Event.WorkerSpoke(id, said, nowNanos);
        }
        if (peer.role() != Role.WORKER) {
            return refuse(peer, "a " + peer.role() + " may not speak as a worker");
        }
        if (said instanceof WorkerMessage.RegisterWorker registration) {
            WorkerId given = new WorkerId(++ids);
            peer.setWorker(given);
            workers.put(given, peer);
            return new Event.WorkerRegistered(given, registration, nowNanos);
        }
        return refuse(peer, "a worker registers first, got " + said.getClass().getSimpleName());
    }

    private @Nullable Event fromClient(Peer peer, ClientMessage said, long nowNanos) {
        if (peer.role() != Role.CLIENT && peer.role() != Role.VIEWER) {
            return refuse(peer, "a " + peer.role() + " may not speak as a client");
        }
        ClientId id = peer.client();
        if (id != null) {
            boolean isAllowed = peer.role() != Role.VIEWER || isAllowed(peer, said, ViewerRights.on(said));
            return isAllowed ? new Event.ClientSpoke(id, said, nowNanos) : null;
        }
        if (said instanceof ClientMessage.RegisterClient registration) {
            ClientId given = new ClientId(++ids);
            peer.setClient(given);
            clients.put(given, peer);
            JobId session = session(peer, given, registration);
            return new Event.ClientRegistered(
                    given, registration.name(), session, registration.isReturning(), nowNanos);
        }
        return refuse(peer, "a client registers first, got " + said.getClass().getSimpleName());
    }

    /// A session that is known goes on under whoever names it, so a viewer's name for one is not taken: it gets one
    /// of its own for each connection, and nothing of it has to go on in the next.
    private JobId session(Peer peer, ClientId given, ClientMessage.RegisterClient registration) {
        return peer.role() == Role.VIEWER ? new JobId(epoch, given.value()) : registration.session();
    }

    private static @Nullable Event fromAsking(Peer peer, CoordinationRequest asked, long nowNanos) {
        ClientId id = peer.client();
        if (id == null) {
            return refuse(
                    peer, "a client registers first, got " + asked.getClass().getSimpleName());
        }
        boolean isAllowed = peer.role() != Role.VIEWER || isAllowed(peer, asked, ViewerRights.on(asked));
        return isAllowed ? new Event.ClientAsked(id, asked, nowNanos) : null;
    }

    /// The log names the first message of a peer alone, so that no viewer fills it.
    private static boolean isAllowed(Peer peer, Message said, ViewerRights.Decision decision) {
        switch (decision) {
            case ViewerRights.Decision.Allowed _ -> {
                return true;
            }
            case ViewerRights.Decision.Refused(Message answer) ->
                peer.connection().send(answer);
            case ViewerRights.Decision.Dropped _ -> {
                // Nobody waits for an answer.
            }
        }
        if (peer.isFirstRefusal()) {
            AUDIT.warn("Refused {}: a viewer sent a {}", peer, said.getClass().getSimpleName());
        }
        return false;
    }

    private static @Nullable Event refuse(Peer peer, String reason) {
        peer.connection().close(reason);
        return null;
    }

    /// What the end of a stream means, null where the peer was not registered (any more).
    @Nullable
    Event closed(Peer peer, String reason, long nowNanos) {
        WorkerId worker = peer.worker();
        if (worker != null && workers.remove(worker) != null) {
            return new Event.WorkerLost(worker, DeathReport.noticed("connection closed: " + reason), nowNanos);
        }
        ClientId client = peer.client();
        if (client != null && clients.remove(client) != null) {
            return new Event.ClientLost(client, reason, nowNanos);
        }
        return null;
    }

    void tell(WorkerId worker, List<? extends Message> messages) {
        send(workers.get(worker), messages);
    }

    void tell(ClientId client, List<? extends Message> messages) {
        send(clients.get(client), messages);
    }

    private static void send(@Nullable Peer peer, List<? extends Message> messages) {
        if (peer != null) {
            peer.connection().sendAll(messages);
        }
    }

    /// Closes a worker's stream; its end will mean nothing.
    void disconnect(WorkerId worker, String reason) {
        Peer peer = workers.remove(worker);
        if (peer != null) {
            peer.connection().close(reason);
        }
    }

    /// Closes a client's stream; its end will mean nothing.
    void disconnect(ClientId client, String reason) {
        Peer peer = clients.remove(client);
        if (peer != null) {
            peer.connection().close(reason);
        }
    }

    void closeAll(String reason) {
        List<Peer> all = new ArrayList<>(workers.values());
        all.addAll(clients.values());
        workers.clear();
        clients.clear();
        all.forEach(peer -> peer.connection().close(reason));
    }
}
