package io.quern.core.wire;

import io.quern.core.task.KeptOutput;
import io.quern.core.task.OutputLine;
import io.quern.core.task.OutputSource;
import io.quern.core.task.RunOutput;

/// What tasks have written, as a worker kept it.
final class OutputElements {
    private OutputElements() {}

    static void write(WireWriter out, KeptOutput kept) {
        out.bool(kept.isCaptured());
        out.list(kept.runs(), (toRun, run) -> {
            toRun.number(run.attempt());
            toRun.name(run.worker());
            toRun.list(run.lines(), (to, line) -> {
                to.enumeration(line.source());
                to.signed(line.wallMillis());
                to.text(line.text());
            });
        });
    }

    static KeptOutput read(WireReader in) {
        return new KeptOutput(
                in.bool("output.isCaptured"),
                in.list(
                        "output.runs",
                        run -> new RunOutput(
                                run.number("run.attempt"),
                                run.name("run.worker"),
                                run.list(
                                        "run.lines",
                                        line -> new OutputLine(
                                                line.enumeration("line.source", OutputSource.values()),
                                                line.signed("line.wallMillis"),
                                                line.text("line.text"))))));
    }
}
