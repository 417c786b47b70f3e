package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientNotice;
import io.quern.scheduler.coordination.CoordinationMachine;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Job;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.recovery.JournalRecord.ClientLeaseBegan;
import io.quern.scheduler.recovery.JournalRecord.ClientLeaseEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/// Clients that come, go and come back, and what ends with them.
final class SessionEvents {
    private final MachineState state;
    private final JobEnds ends;
    private final Holds holds;
    private final CoordinationMachine coordination;

    SessionEvents(MachineState state, JobEnds ends, Holds holds, CoordinationMachine coordination) {
        this.state = state;
        this.ends = ends;
        this.holds = holds;
        this.coordination = coordination;
    }

    /// A session that is still known goes on: its client is told again all that it may have missed.
    void registered(ClientId client, String name, JobId id, boolean isReturning) {
        Session known = state.sessions.get(id);
        boolean isResumed = known != null && !known.isEnded();
        Session session = known == null ? (isReturning ? remember(id, name) : begin(id, name)) : known;
        ClientId before = session.client();
        if (before != null) {
            state.clients.remove(before);
            coordination.holdersGone(before);
            state.outbox.add(new Instruction.DisconnectClient(before, "its client has opened another connection"));
        }
        session.joinedBy(client);
        state.clients.put(client, session);
        state.outbox.tell(client, new ClientNotice.ClientAccepted(client, state.epoch, isResumed));
        state.outbox.note(
                "client " + session + " registered as " + client + (isResumed ? "; its session goes on" : ""));
        if (isResumed) {
            session.jobs().forEach(ends::tellAgain);
            holds.tellAllAgain(session);
        }
    }

    /// A session that was forgotten while its client was away is over. Were it to begin once more, a client that
    /// misses the news, and so registers again, would take it for the one that it had.
    private Session remember(JobId id, String name) {
        Session session = new Session(id, name);
        session.end();
        state.sessions.put(id, session);
        return session;
    }

    /// A session that nobody knew.
    Session begin(JobId id, String name) {
        state.record(new ClientLeaseBegan(id, name));
        Session session = new Session(id, name);
        state.sessions.put(id, session);
        return session;
    }

    /// After a restart of the scheduler every session waits for its client, for a whole lease.
    void leaseAll() {
        long endNanos = state.nowNanos + state.settings.clientLease().toNanos();
        state.sessions.values().stream()
                .filter(session -> !session.isEnded())
                .forEach(session -> session.leftUntil(endNanos));
    }

    /// Its session waits for it as long as the lease says. What it held of shared objects ends at once.
    void lost(ClientId client, String reason) {
        Session session = state.clients.remove(client);
        if (session == null) {
            return;
        }
        coordination.holdersGone(client);
        if (session.isEnded()) {
            state.outbox.note("client " + session + " is gone: " + reason);
            end(session);
            return;
        }
        long leaseNanos = state.settings.clientLease().toNanos();
        session.leftUntil(state.nowNanos + leaseNanos);
        state.outbox.note("client " + session + " is gone: " + reason + "; its session waits "
                + state.settings.clientLease().toSeconds() + " s for it");
        endLeases();
    }

    /// The client says that it will not come back.
    void ended(ClientId client) {
        Session session = state.clients.remove(client);
        if (session != null) {
            state.outbox.note("client " + session + " has closed");
            coordination.holdersGone(client);
            end(session);
        }
    }

    /// Ends the sessions whose clients have not come back in time.
    void endLeases() {
        List<Session> over = state.sessions.values().stream()
                .filter(session -> session.leaseEndNanos() <= state.nowNanos)
                .toList();
        for (Session session : over) {
            state.outbox.warn("client " + session + " has not come back; its session ends");
            end(session);
        }
    }

    /// When the next lease ends, `Long.MAX_VALUE` where none does.
    long nextLeaseEndNanos() {
        long next = Session.NO_LEASE;
        for (Session session : state.sessions.values()) {
            next = Math.min(next, session.leaseEndNanos());
        }
        return next;
    }

    void end(Session session) {
        state.record(session, new ClientLeaseEnded(session.id()));
        session.end();
        for (Job job : new ArrayList<>(session.jobs())) {
            if (job.phase() == Job.Phase.RUNNING) {
                state.outbox.warn("job " + job + " is cancelled: its client is gone");
            }
            ends.cancel(job);
        }
        for (BatchGroup batch : session.groups()) {
            holds.releaseAll(batch);
        }
        List<Integer> held = new ArrayList<>();
        for (var entry : state.foreignHolders.entrySet()) {
            NavigableSet<JobId> holders = entry.getValue();
            if (holders.contains(session.id())) {
                held.add(entry.getKey());
            }
        }
        held.forEach(task -> holds.release(task, session));
        state.forgetIfEmpty(session);
    }
}
