package io.quern.cluster.simulation;

import io.quern.core.message.Message;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// What became of the messages of a cluster, counted by their kinds. Streams neither lose nor double anything by
/// themselves, so a message is lost with its stream, and comes twice because its sender, on the next stream, cannot
/// know.
final class SimulatedTraffic {
    private static final int HARSHNESS = 8;

    private final Map<Class<? extends Message>, Map<Fate, Long>> counts = new HashMap<>();
    private final Map<Said, SimulatedStream> arrived = new HashMap<>();
    private final Map<Class<? extends Message>, Integer> drawn = new HashMap<>();
    private final SplittableRandom random;
    private final long latencyNanosMax;
    private boolean isHarsh;

    /// What may become of a message.
    enum Fate {
        ARRIVED,
        /// It was under way when its stream ended: a request that was lost.
        LOST,
        /// It arrived, and nothing that its receiver said after it: a reply that was lost.
        UNANSWERED,
        /// It arrived on an earlier stream of the same process already.
        AGAIN
    }

    SimulatedTraffic(SplittableRandom random) {
        this.random = random;
        this.isHarsh = random.nextInt(3) == 0;
        this.latencyNanosMax = (random.nextInt(4) == 0 ? 300 : 1) * SimulatedTime.MILLI;
    }

    /// Links of some seeds are slow: more is under way when something happens.
    long latencyNanosMax() {
        return latencyNanosMax;
    }

    /// Nothing is lost on purpose any more.
    void endFaults() {
        isHarsh = false;
    }

    /// What a message is to bring upon its stream: in some seeds every kind has its turn, rare ones sooner than
    /// those that come all the time.
    Fate draw(Class<? extends Message> kind) {
        if (!isHarsh) {
            return Fate.ARRIVED;
        }
        int turn = random.nextInt(HARSHNESS * drawn.merge(kind, 1, Integer::sum));
        return turn == 0 ? Fate.LOST : turn == 1 ? Fate.UNANSWERED : Fate.ARRIVED;
    }

    private record Said(String process, int hash) {}

    void count(Class<? extends Message> kind, Fate fate) {
        counts.computeIfAbsent(kind, _ -> new EnumMap<>(Fate.class)).merge(fate, 1L, Long::sum);
    }

    /// @param process that opened the stream
    void arrived(SimulatedStream stream, String process, Message message, byte[] frame) {
        count(message.getClass(), Fate.ARRIVED);
        SimulatedStream before = arrived.putIfAbsent(new Said(process, Arrays.hashCode(frame)), stream);
        if (before != null && before != stream) {
            count(message.getClass(), Fate.AGAIN);
        }
    }

    /// Adds all counts to others.
    void addTo(Map<Class<? extends Message>, Map<Fate, Long>> sums) {
        counts.forEach((kind, fates) -> fates.forEach((fate, count) ->
                sums.computeIfAbsent(kind, _ -> new EnumMap<>(Fate.class)).merge(fate, count, Long::sum)));
    }
}
