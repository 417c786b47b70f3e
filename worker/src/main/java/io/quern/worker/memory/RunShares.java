package io.quern.worker.memory;

import io.quern.core.config.ByteSize;
import io.quern.core.key.RunId;
import io.quern.core.message.WorkerMessage.Reserved;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Who has reserved what of a worker's memory, and who may have more. Everything is called under the worker's
/// lock.
///
/// **Shares.** Each slot's share is its part of what is below the pause. A run gets more than that as long as
/// half a share stays free for each other slot: so one that is alone may have most of it, and one that begins
/// beside it is not refused at once.
///
/// **Admission.** Those that begin wait in line. The first goes on when there is room by the shares, or when
/// nobody is left that could give anything back: whoever else has something is in line too, or waits for other
/// tasks, which may be those in line. Who is at work waits for nobody in line, so the line moves.
final class RunShares {
    private static final int HOLDERS_NAMED = 3;

    // Of no run.
    private static final String SENDING = "sends to peers";
    private static final String FETCHING = "fetched inputs";
    private static final String RECEIVING = "receives from peers";
    private static final int RESERVED_TOLD = 8;

    private final int slots;

    /// Those that have reserved something, or may.
    private final TreeMap<RunId, RunMemory> runs = new TreeMap<>();

    private final Queue<RunMemory> line = new ArrayDeque<>();

    /// Of what is sent to peers.
    private long sendingBytes;

    /// Of what has come from peers and is not decoded yet.
    private long receivingBytes;

    RunShares(int slots) {
        this.slots = slots;
    }

    void begin(RunMemory run) {
        runs.put(run.run(), run);
    }

    void end(RunMemory run) {
        runs.remove(run.run());
    }

    void rest(RunId id, boolean isResting) {
        RunMemory run = runs.get(id);
        if (run != null) {
            run.isResting = isResting;
        }
    }

    void transfer(long sendingChangeBytes, long receivingChangeBytes) {
        sendingBytes += sendingChangeBytes;
        receivingBytes += receivingChangeBytes;
    }

    /// @param pauseAtBytes the most that all may have
    boolean isFree(RunMemory run, long bytes, long pauseAtBytes, long liveBytes) {
        long free = pauseAtBytes - liveBytes;
        long share = pauseAtBytes / slots;
        return bytes <= free && (run.reserved + bytes <= share || bytes + keptForOthers(run, share / 2) <= free);
    }

    /// What of half a share other slots have not taken yet.
    private long keptForOthers(RunMemory run, long half) {
        long kept = 0;
        int others = 0;
        for (RunMemory other : runs.values()) {
            if (other != run) {
                kept += Math.max(0, half - other.reserved);
                others++;
            }
        }
        return kept + half * Math.max(0, slots - 1 - others);
    }

    void lineUp(RunMemory run, boolean isInLine) {
        if (isInLine) {
            line.add(run);
        } else {
            line.remove(run);
        }
    }

    boolean isFirst(RunMemory run) {
        return line.peek() == run;
    }

    /// Whether somebody who is at work has something that will be given back.
    boolean mayGetBack(RunMemory run) {
        return runs.values().stream()
                .anyMatch(other -> other != run && other.reserved > 0 && !other.isResting && !line.contains(other));
    }

    /// Who has most, with what for: `join[1] 800 KiB (aggregation 700 KiB, Parquet scan 100 KiB)`.
    ///
    /// @param fetchingBytes of results that are being fetched from peers
    String holders(long fetchingBytes) {
        List<String> named = new ArrayList<>();
        runs.values().stream()
                .filter(run -> run.reserved > 0)
                .sorted(Comparator.comparingLong((RunMemory run) -> run.reserved)
                        .reversed())
                .limit(HOLDERS_NAMED)
                .map(run -> run + " " + ByteSize.rounded(run.reserved) + operators(run))
                .forEach(named::add);
        addIfAny(named, SENDING, sendingBytes);
        addIfAny(named, FETCHING, fetchingBytes);
        addIfAny(named, RECEIVING, receivingBytes);
        return String.join(", ", named);
    }

    private static void addIfAny(List<String> named, String what, long bytes) {
        if (bytes > 0) {
            named.add(what + " " + ByteSize.rounded(bytes));
        }
    }

    private static String operators(RunMemory run) {
        String named = run.operators.entrySet().stream()
                .filter(operator -> !operator.getKey().equals(RunMemory.OWN_CODE))
                .map(operator -> operator.getKey() + " " + ByteSize.rounded(operator.getValue()))
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? "" : " (" + named + ")";
    }

    /// The largest, by run and operator.
    ///
    /// @param fetchingBytes of results that are being fetched from peers
    List<Reserved> largest(long fetchingBytes) {
        List<Reserved> all = new ArrayList<>();
        for (RunMemory run : runs.values()) {
            run.operators.forEach((operator, bytes) -> all.add(new Reserved(run.toString(), operator, bytes)));
        }
        all.add(new Reserved("", SENDING, sendingBytes));
        all.add(new Reserved("", FETCHING, fetchingBytes));
        all.add(new Reserved("", RECEIVING, receivingBytes));
        all.removeIf(one -> one.bytes() <= 0);
        all.sort(Comparator.comparingLong(Reserved::bytes).reversed());
        return List.copyOf(all.subList(0, Math.min(RESERVED_TOLD, all.size())));
    }
}
