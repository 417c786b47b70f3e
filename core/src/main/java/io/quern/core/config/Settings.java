package io.quern.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The registry of all settings.
public final class Settings {
    public static final Setting<Duration> CONNECT_FOR =
            Setting.duration("transport.connect-for", "10s", "How long a connection is tried before it fails.");
    public static final Setting<Duration> HANDSHAKE_MAX = Setting.duration(
            "transport.handshake-max", "5s", "How long a peer may take to prove itself once it is connected.");
    public static final Setting<Duration> PING_EVERY =
            Setting.duration("transport.ping-every", "5s", "Silence after which a ping is sent to a peer.");
    public static final Setting<Duration> SILENCE_MAX =
            Setting.duration("transport.silence-max", "30s", "Silence after which a peer counts as lost.");
    public static final Setting<Long> CREDIT = Setting.size(
            "transport.credit", "4MiB", 64 * 1024, "What of one result may be on its way before it is consumed.");
    public static final Setting<Integer> CONNECTIONS_MAX = Setting.number(
            "transport.connections-max", "4096", 1, 1_000_000, "Connections of peers that a process has at a time.");

    public static final Setting<Duration> HEARTBEAT_EVERY =
            Setting.duration("liveness.heartbeat-every", "1s", "How often a worker reports to the scheduler.");
    public static final Setting<Duration> SUSPECT_AFTER =
            Setting.duration("liveness.suspect-after", "5s", "Silence after which a worker gets no new tasks.");
    public static final Setting<Duration> DEAD_AFTER =
            Setting.duration("liveness.dead-after", "30s", "Silence after which a worker counts as lost.");
    public static final Setting<Duration> ORPHAN_AFTER = Setting.duration(
            "liveness.orphan-after", "20s", "Time without its scheduler after which a worker stops its runs.");

    public static final Setting<Duration> INVENTORY_EVERY = Setting.durationOrZero(
            "liveness.inventory-every",
            "30s",
            "How often what a worker has is compared with what the scheduler believes; 0s means never.");

    public static final Setting<Duration> CLIENT_LEASE = Setting.duration(
            "client.lease",
            "30s",
            "How long a client that lost its scheduler tries to come back, and the scheduler keeps its session.");

    public static final Setting<String> SCHEDULER_HOST =
            Setting.text("scheduler.host", "127.0.0.1", "Address at which the scheduler listens.");
    public static final Setting<Integer> SCHEDULER_PORT =
            Setting.number("scheduler.port", "8786", 0, 65_535, "Port of the scheduler; 0 takes any free one.");
    public static final Setting<Integer> TASK_DEATHS_MAX = Setting.number(
            "scheduler.task-deaths-max", "3", 1, 100, "Deaths of workers after which a task that ran there fails.");

    public static final Setting<Duration> NO_WORKER_MAX = Setting.durationOrZero(
            "scheduler.no-worker-max",
            "0s",
            "Time after which a task fails that no registered worker could ever run; 0s means that it waits for ever.");

    public static final Setting<String> SCHEDULER_JOURNAL = Setting.text(
            "scheduler.journal",
            "default",
            "Folder of the journal, from which a scheduler that was killed goes on; default takes one in ~/.quern that is"
                    + " named after its address, and none does without.");
    public static final Setting<Long> JOURNAL_SEGMENT = Setting.size(
            "scheduler.journal-segment",
            "64MiB",
            1 << 20,
            "Size at which a file of the journal is ended and another begun.");
    public static final Setting<Duration> JOURNAL_GATHER = Setting.duration(
            "scheduler.journal-gather",
            "5s",
            "How long workers may offer the results that they still hold, after a restart of the scheduler, from when the"
                    + " first of them is back, before tasks are given out.");

    public static final Setting<Integer> WORKER_THREADS = Setting.number(
            "worker.threads", "0", 0, 4_096, "Tasks that a worker runs at once; 0 means one for each processor.");
    /// [#WORKER_MEMORY] is to be the limit of the container.
    public static final long MEMORY_OF_CONTAINER = -1;

    public static final Setting<Long> WORKER_MEMORY = Setting.sizeOr(
            "worker.memory",
            "container",
            MEMORY_OF_CONTAINER,
            255L << 20,
            "What all processes of a worker may use; `container` is the limit of the container that it runs in, and 2GiB"
                    + " where there is none.");

    public static final Setting<Map<String, Long>> WORKER_RESOURCES = Setting.amounts(
            "worker.resources",
            "",
            "Abstract amounts that a worker has for tasks that ask for them, such as `GPU=2,licence=1`.");

    public static final Setting<Duration> WORKER_CANCEL_GRACE = Setting.durationOrZero(
            "worker.cancel-grace",
            "30s",
            "How long a cancelled run may ignore its interrupt before its worker is started anew, once the other runs"
                    + " there have ended; 0s means for ever.");

    public static final Setting<String> WORKER_PRELOAD = Setting.text(
            "worker.preload",
            "",
            "Classes of start-up code, separated by commas, that each worker runs before it joins; one that fails keeps"
                    + " it from joining.");
    public static final Setting<String> WORKER_CLASS_PATH = Setting.text(
            "worker.class-path",
            "",
            "Jars and folders, separated as in a class path, that each worker's JVM has besides its own.");

    public static final Setting<Long> WORKER_OUTPUT_RUN = Setting.size(
            "worker.output-run",
            "128KiB",
            4 * 1024,
            1024 * 1024,
            "What a worker keeps of that which one run of a task writes: half from its beginning, half from its end.");
    public static final Setting<Long> WORKER_OUTPUT = Setting.size(
            "worker.output",
            "16MiB",
            64 * 1024,
            "What a worker keeps of that which its tasks write; those that wrote longest ago are forgotten first.");
    public static final Setting<Duration> WORKER_RECONNECT_FOR = Setting.duration(
            "worker.reconnect-for",
            "10min",
            "How long a worker that lost its scheduler tries to come back, with its results, before it ends.");

    public static final Setting<Integer> WORKER_SPILL_AT = Setting.share(
            "worker.memory.spill-at",
            "60%",
            1,
            100,
            "Share of its heap in use from which on a worker writes results to the disk, those unused for longest first.");
    public static final Setting<Integer> WORKER_SPILL_HARDER_AT = Setting.share(
            "worker.memory.spill-harder-at",
            "70%",
            1,
            100,
            "Share from which on it writes several results at a time; a worker that has paused goes on below it.");
    public static final Setting<Integer> WORKER_PAUSE_AT = Setting.share(
            "worker.memory.pause-at",
            "80%",
            1,
            100,
            "Share from which on a worker begins a run, or fetches an input, only when nothing else runs there.");
    public static final Setting<String> WORKER_SPILL_FOLDERS = Setting.text(
            "worker.spill.folders",
            "temporary",
            "Folders, separated by commas, in which workers make folders of their own for what does not fit in memory;"
                    + " `temporary` is the system's folder for temporary files.");
    public static final Setting<Long> WORKER_SPILL_SIZE_MAX = Setting.size(
            "worker.spill.size-max", "1TiB", 1 << 20, "What one worker may have on the disk for want of memory.");

    public static final Setting<String> SCHEDULER_CODE_FOLDER = Setting.text(
            "scheduler.code-folder",
            "temporary",
            "Folder where the scheduler keeps the code of programs; `temporary` makes one that goes with the process.");
    public static final Setting<String> WORKER_CODE_FOLDER = Setting.text(
            "worker.code-folder",
            "temporary",
            "Folder in which each worker keeps the code of programs in one of its name; `temporary` as above.");
    public static final Setting<Long> CODE_STORE_MAX = Setting.size(
            "code.store-max",
            "4GiB",
            1 << 20,
            "What the code of programs may take on the disk of a scheduler or worker.");

    private static final List<Setting<?>> ALL = List.of(
            CONNECT_FOR,
            HANDSHAKE_MAX,
            PING_EVERY,
            SILENCE_MAX,
            CREDIT,
            CONNECTIONS_MAX,
            HEARTBEAT_EVERY,
            SUSPECT_AFTER,
            DEAD_AFTER,
            ORPHAN_AFTER,
            INVENTORY_EVERY,
            CLIENT_LEASE,
            SCHEDULER_HOST,
            SCHEDULER_PORT,
            TASK_DEATHS_MAX,
            NO_WORKER_MAX,
            SCHEDULER_JOURNAL,
            JOURNAL_SEGMENT,
            JOURNAL_GATHER,
            SCHEDULER_CODE_FOLDER,
            WORKER_THREADS,
            WORKER_MEMORY,
            WORKER_RESOURCES,
            WORKER_CANCEL_GRACE,
            WORKER_PRELOAD,
            WORKER_CLASS_PATH,
            WORKER_OUTPUT_RUN,
            WORKER_OUTPUT,
            WORKER_RECONNECT_FOR,
            WORKER_SPILL_AT,
            WORKER_SPILL_HARDER_AT,
            WORKER_PAUSE_AT,
            WORKER_SPILL_FOLDERS,
            WORKER_SPILL_SIZE_MAX,
            WORKER_CODE_FOLDER,
            CODE_STORE_MAX);

    private Settings() {}

    /// All settings, by feature.
    public static List<Setting<?>> all() {
        return ALL;
    }

    /// The reference page: a table in Markdown.
    public static String documentation() {
        StringBuilder table = new StringBuilder("| Setting | Environment | Kind | Default | Limit | What it does |\n");
        table.append("|---|---|---|---|---|---|\n");
        for (Setting<?> setting : ALL) {
            table.append(String.format(
                    "| `%s` | `%s` | %s | `%s` | %s | %s |%n",
                    setting.key(),
                    setting.environmentVariable(),
                    setting.kind(),
                    setting.defaultText(),
                    setting.limit(),
                    setting.help()));
        }
        return table.toString();
    }
}
