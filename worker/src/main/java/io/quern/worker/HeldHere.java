package io.quern.worker;

import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.KeptOutput;
import io.quern.core.transport.EncodedResult;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.output.TaskOutputs;
import io.quern.worker.store.ResultStore;
import java.util.Optional;

/// What peers and clients may fetch from a worker.
record HeldHere(ResultStore store, TaskOutputs outputs, WorkerMemory memory) implements ResultProvider {
    @Override
    public Optional<HeldResult> lookUp(RunId result) {
        return store.lookUp(result);
    }

    @Override
    public Optional<EncodedResult> lookUpEncoded(RunId result) {
        return store.lookUpEncoded(result);
    }

    @Override
    public Optional<HeldResult> lookUpPart(RunId result, int part) {
        return store.lookUpPart(result, part);
    }

    @Override
    public Optional<EncodedResult> lookUpEncodedPart(RunId result, int part) {
        return store.lookUpEncodedPart(result, part);
    }

    @Override
    public void sending(long changeBytes) {
        memory.sending(changeBytes);
    }

    @Override
    public KeptOutput output(TaskKey task) {
        return outputs.of(task);
    }
}
