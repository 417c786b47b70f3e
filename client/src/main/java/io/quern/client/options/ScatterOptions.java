package io.quern.client.options;

import io.quern.core.error.QuernException;
import io.quern.core.message.ClientMessage.ReplicateTasks;
import java.util.List;

/// Where scattered values go: `ScatterOptions.create().copies(2).toWorkers("w-1", "w-2", "w-3")`.
///
/// Without wishes a value goes to one worker, and several are spread over all by their bytes. Immutable: each
/// method returns a copy that asks for one thing more.
public final class ScatterOptions {
    private static final ScatterOptions NONE = new ScatterOptions(1, List.of());

    private final int copies;
    private final List<String> workers;

    private ScatterOptions(int copies, List<String> workers) {
        this.copies = copies;
        this.workers = workers;
    }

    /// No wishes yet.
    public static ScatterOptions create() {
        return NONE;
    }

    /// On so many workers each, for as long as the value is held: where one is lost, another is copied to. As many
    /// as there are workers, where these are fewer.
    public ScatterOptions copies(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a value has at least 1 copy, " + count + " were asked for");
        }
        return withCopies(count, "copies(" + count + ")");
    }

    /// On every worker there is, and on those that come later.
    public ScatterOptions broadcast() {
        return withCopies(ReplicateTasks.EVERYWHERE, "broadcast()");
    }

    /// Only on workers of these names or hosts; the value waits for one of them.
    public ScatterOptions toWorkers(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("toWorkers() needs at least one name or host");
        }
        if (!workers.isEmpty()) {
            throw twice("toWorkers(" + List.of(names) + ")", "toWorkers(" + workers + ")");
        }
        return new ScatterOptions(copies, List.of(names));
    }

    private ScatterOptions withCopies(int count, String text) {
        if (copies > 1) {
            throw twice(text, copies == ReplicateTasks.EVERYWHERE ? "broadcast()" : "copies(" + copies + ")");
        }
        return new ScatterOptions(count, workers);
    }

    private static QuernException twice(String text, String before) {
        return QuernException.user("the options ask twice for the same thing: " + text + " comes after " + before
                + "; begin anew with ScatterOptions.create()");
    }

    /// How many workers are to have a value.
    public int wantedCopies() {
        return copies;
    }

    /// Names or hosts of the only workers that may have it; empty: all.
    public List<String> workers() {
        return workers;
    }
}
