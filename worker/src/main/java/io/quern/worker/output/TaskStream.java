package io.quern.worker.output;

import io.quern.core.current.CurrentTask;
import io.quern.core.runtime.Clock;
import io.quern.core.task.OutputSource;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/// A standard stream of a worker's process: what threads of tasks write is kept for their task, all else goes on as
/// it is.
///
/// Whose thread it is, [CurrentTask] says: a task's own, and those that it starts. Threads of pools that others
/// started, and native code, write on the process's account.
public final class TaskStream extends OutputStream {
    private final PrintStream process;
    private final OutputSource source;
    private final TaskOutputs outputs;

    private TaskStream(PrintStream process, OutputSource source, TaskOutputs outputs) {
        this.process = process;
        this.source = source;
        this.outputs = outputs;
    }

    /// Takes the standard streams of this process over. Called once, by the main of a worker's process, before
    /// anything keeps a reference to them.
    ///
    /// @param worker its name
    public static TaskOutputs takeOver(String worker, OutputLimits limits, Clock clock) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        TaskOutputs outputs = TaskOutputs.keeping(
                worker,
                limits,
                out.charset(),
                clock,
                (source, line) -> (source == OutputSource.ERR ? err : out).println(line));
        System.setOut(new PrintStream(new TaskStream(out, OutputSource.OUT, outputs), true, out.charset()));
        System.setErr(new PrintStream(new TaskStream(err, OutputSource.ERR, outputs), true, out.charset()));
        return outputs;
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Optional<CurrentTask> task = CurrentTask.get();
        if (task.isPresent()) {
            outputs.write(task.get().context(), source, bytes, offset, length);
        } else {
            process.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() {
        process.flush();
    }
}
