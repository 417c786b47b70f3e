package io.quern.cluster.simulation;

import io.quern.core.key.RunId;
import io.quern.core.message.Message;
import io.quern.core.wire.MessageCodec;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// One connection between two processes, as TCP gives it: messages of a direction arrive in order, or the connection
/// breaks, which both ends learn at times of their own. Every message passes the production codec.
final class SimulatedStream {
    private final SimulatedTime time;
    private final SplittableRandom random;
    private final End[] ends = new End[2];
    private final Predicate<RunId> isHeldByOpener;
    private final String opener;
    private final SimulatedTraffic traffic;

    /// What an end does with what comes.
    interface Receiver {
        void received(Message message);

        void closed(String reason);
    }

    /// One end.
    final class End {
        private final int index;
        private Receiver receiver;
        private boolean isClosed;
        private boolean isSending = true;
        private boolean isFailing;
        private boolean hearsAfterTheEnd;
        /// When the last message sent from here arrives at the other end.
        private long lastArrivalNanos;
        /// Nothing sent from here arrives before.
        private long stalledUntilNanos;
        /// Kinds of what came here, and of which the other end cannot know, oldest first.
        private final ArrayDeque<Class<? extends Message>> heard = new ArrayDeque<>();
        private long heardBefore;

        private End(int index) {
            this.index = index;
        }

        SimulatedStream stream() {
            return SimulatedStream.this;
        }

        /// A planted defect: what was under way when the stream ended is delivered all the same.
        void hearAfterTheEnd() {
            hearsAfterTheEnd = true;
        }

        void listen(Receiver listener) {
            receiver = listener;
        }

        void send(Message message) {
            if (isClosed || !isSending) {
                if (isFailing) {
                    traffic.count(message.getClass(), SimulatedTraffic.Fate.LOST);
                }
                return;
            }
            SimulatedTraffic.Fate fate = traffic.draw(message.getClass());
            if (fate == SimulatedTraffic.Fate.LOST) {
                fail();
                traffic.count(message.getClass(), fate);
                return;
            }
            byte[] frame = MessageCodec.encode(message);
            time.tell(() -> opener + (index == 0 ? " says " : " is told ") + message);
            End other = ends[1 - index];
            long answered = heardBefore + heard.size();
            time.at(arrival(), () -> {
                if (!other.isClosed || other.hearsAfterTheEnd) {
                    forgetHeard(answered);
                    other.hear(message.getClass(), isClosed);
                    traffic.arrived(SimulatedStream.this, opener, message, frame);
                    if (fate == SimulatedTraffic.Fate.UNANSWERED) {
                        other.fail();
                    }
                    time.tell(() -> opener + (index == 0 ? " was heard: " : " hears ") + message);
                    other.receiver.received(MessageCodec.decode(frame));
                } else {
                    traffic.count(message.getClass(), SimulatedTraffic.Fate.LOST);
                }
            });
        }

        private void hear(Class<? extends Message> kind, boolean isAlone) {
            if (isAlone) {
                traffic.count(kind, SimulatedTraffic.Fate.UNANSWERED);
            } else {
                heard.add(kind);
            }
        }

        /// Nothing that is said here from now on arrives, and the connection breaks.
        private void fail() {
            isSending = false;
            isFailing = true;
            breakOff("connection reset");
        }

        /// What was said after these has arrived.
        private void forgetHeard(long answered) {
            for (; heardBefore < answered; heardBefore++) {
                heard.remove();
            }
        }

        /// The other end hears nothing more.
        private void leaveUnanswered() {
            heard.forEach(kind -> traffic.count(kind, SimulatedTraffic.Fate.UNANSWERED));
            heardBefore += heard.size();
            heard.clear();
        }

        private long arrival() {
            long latency = 100_000L + random.nextLong(traffic.latencyNanosMax());
            lastArrivalNanos = Math.max(Math.max(lastArrivalNanos, stalledUntilNanos), time.nowNanos() + latency);
            return lastArrivalNanos;
        }

        /// Sends what is under way, then ends the connection.
        void close(String reason) {
            if (!isSending) {
                return;
            }
            isSending = false;
            time.at(arrival(), () -> ends[1 - index].end(reason));
            time.after(0, () -> end(reason));
        }

        private void end(String reason) {
            if (!isClosed) {
                isClosed = true;
                ends[1 - index].leaveUnanswered();
                time.tell(() -> (index == 0 ? opener : "the scheduler") + " learns that the stream of " + opener
                        + " ended: " + reason);
                receiver.closed(reason);
            }
        }

        /// Nothing that is sent from here arrives for a while.
        void stall(long nanos) {
            stalledUntilNanos = time.nowNanos() + nanos;
        }
    }

    /// @param opener name of the process that opens it
    /// @param isHeldByOpener whether that process holds a result
    SimulatedStream(
            SimulatedTime time,
            SplittableRandom random,
            SimulatedTraffic traffic,
            String opener,
            Predicate<RunId> isHeldByOpener) {
        this.traffic = traffic;
        this.opener = opener;
        this.isHeldByOpener = isHeldByOpener;
        this.time = time;
        this.random = random;
        ends[0] = new End(0);
        ends[1] = new End(1);
    }

    End end(int index) {
        return ends[index];
    }

    /// Whether the process at end 0 holds a result, or has let go of this stream and with it of its results.
    boolean isHeldOrOver(RunId result) {
        return ends[0].isClosed || !ends[0].isSending || isHeldByOpener.test(result);
    }

    /// Breaks the connection: what is under way may be lost.
    void breakOff(String reason) {
        for (End end : ends) {
            time.after(random.nextInt(20) * SimulatedTime.MILLI, () -> end.end(reason));
        }
    }

    /// The process at one end has died: that end hears nothing more, the other learns of it soon.
    void die(int index, String reason) {
        ends[index].isClosed = true;
        ends[index].isSending = false;
        ends[1 - index].leaveUnanswered();
        time.after(1 + random.nextInt(20) * SimulatedTime.MILLI, () -> ends[1 - index].end(reason));
    }

    void heal() {
        ends[0].stalledUntilNanos = 0;
        ends[1].stalledUntilNanos = 0;
    }
}
