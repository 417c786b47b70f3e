package io.quern.scheduler;

import io.quern.core.key.ClientId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
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

    private final Map<WorkerId, Peer> workers = new HashMap<>();
    private final Map<ClientId, Peer> clients = new HashMap<>();
    private long ids;

    /// What a message means, null where it means nothing to the state machine. A peer that breaks the order of the
    /// protocol is disconnected.
    @Nullable
    Event received(Peer peer, Message message, long nowNanos) {
        return switch (message) {
            case WorkerMessage said -> fromWorker(peer, said, nowNanos);
            case ClientMessage said -> fromClient(peer, said, nowNanos);
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
        if (peer.role() == Role.VIEWER && !ViewerRights.maySay(said)) {
            return refuseViewer(peer, said);
        }
        ClientId id = peer.client();
        if (id != null) {
            return new Event.ClientSpoke(id, said, nowNanos);
        }
        if (said instanceof ClientMessage.RegisterClient registration) {
            ClientId given = new ClientId(++ids);
            peer.setClient(given);
            clients.put(given, peer);
            return new Event.ClientRegistered(given, registration.name(), nowNanos);
        }
        return refuse(peer, "a client registers first, got " + said.getClass().getSimpleName());
    }

    /// A job is refused as jobs are, so that its program reads why; anything else ends the connection.
    private static @Nullable Event refuseViewer(Peer peer, ClientMessage said) {
        AUDIT.warn("Refused {}: a viewer sent a {}", peer, said.getClass().getSimpleName());
        if (said instanceof ClientMessage.SubmitJob submission) {
            peer.connection().send(new ClientNotice.JobRefused(submission.job().id(), ViewerRights.REFUSAL));
            return null;
        }
        return refuse(peer, ViewerRights.REFUSAL);
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
            messages.forEach(peer.connection()::send);
        }
    }

    /// Closes a worker's stream; its end will mean nothing.
    void disconnect(WorkerId worker, String reason) {
        Peer peer = workers.remove(worker);
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
