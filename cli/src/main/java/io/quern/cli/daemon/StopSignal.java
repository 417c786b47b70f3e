package io.quern.cli.daemon;

/// Lets a daemon end with exit code 0 when it is asked to stop (SIGTERM, Ctrl-C), where the JVM would end with 143 or
/// 130.
final class StopSignal {
    private volatile boolean isEnding;

    /// From now on a signal runs the stop action, and the process then ends with exit code 0.
    static StopSignal onSignal(Runnable stop) {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!signal.isEnding) {
                                stop.run();
                                System.out.flush();
                                System.err.flush();
                                Runtime.getRuntime().halt(0);
                            }
                        },
                        "quern-stop"));
        return signal;
    }

    /// The daemon ends by itself; a shutdown that follows is no signal.
    void ending() {
        isEnding = true;
    }
}
