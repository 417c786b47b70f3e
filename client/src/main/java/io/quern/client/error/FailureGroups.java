package io.quern.client.error;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The failures of several tasks as one exception: each kind told once, with the keys of the others that failed
/// the same way; the kinds after the first are suppressed exceptions of the first.
public final class FailureGroups {
    private static final int KEYS_MAX = 5;
    private static final int KINDS_MAX = 10;

    private FailureGroups() {}

    /// @param failed at least one, in the order of the tasks
    public static RemoteTaskException of(List<FailedTask> failed, ClassLoader loader) {
        Map<String, Map<String, FailedTask>> byKind = new LinkedHashMap<>();
        for (FailedTask task : failed) {
            // By key: one task that several others wanted has failed once.
            byKind.computeIfAbsent(task.kind(), _ -> new LinkedHashMap<>()).putIfAbsent(task.key(), task);
        }
        List<RemoteTaskException> told = byKind.values().stream()
                .limit(KINDS_MAX)
                .map(kind -> of(List.copyOf(kind.values()), kind.size(), loader))
                .toList();
        RemoteTaskException first = told.getFirst();
        told.stream().skip(1).forEach(first::addSuppressed);
        return first;
    }

    private static RemoteTaskException of(List<FailedTask> kind, int size, ClassLoader loader) {
        List<String> others =
                kind.subList(1, size).stream().map(FailedTask::key).toList();
        return RemoteTaskException.of(kind.getFirst(), loader, others);
    }

    static String others(List<String> keys) {
        if (keys.isEmpty()) {
            return "";
        }
        String shown = String.join(", ", keys.subList(0, Math.min(KEYS_MAX, keys.size())));
        return "\n" + (keys.size() == 1 ? "1 other task" : keys.size() + " other tasks") + " failed the same way ("
                + shown + (keys.size() > KEYS_MAX ? ", …)" : ")");
    }
}
