package io.quern.core.wire;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Message;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Messages about shared objects, one of each kind.
@SuppressWarnings("EnumOrdinal") // any constant will do
final class SharedSamples {
    private final Random random;

    SharedSamples(Random random) {
        this.random = random;
    }

    List<Message> all() {
        List<Message> all = new ArrayList<>(requests());
        all.addAll(answers());
        return all;
    }

    private List<Message> requests() {
        long request = random.nextLong();
        long owner = random.nextLong();
        long waitNanos = random.nextLong();
        return List.of(
                new CoordinationRequest.AcquireLock(request, owner, name(), waitNanos),
                new CoordinationRequest.ReleaseLock(request, owner, name()),
                new CoordinationRequest.AcquireLeases(
                        request, owner, name(), waitNanos, random.nextInt(), random.nextInt()),
                new CoordinationRequest.ReleaseLeases(request, owner, name(), random.nextInt()),
                new CoordinationRequest.SetEvent(request, name()),
                new CoordinationRequest.AwaitEvent(request, owner, name(), waitNanos),
                new CoordinationRequest.PutItem(request, owner, name(), waitNanos, random.nextInt(), value()),
                new CoordinationRequest.TakeItem(request, owner, name(), waitNanos, random.nextInt()),
                new CoordinationRequest.CountItems(request, name()),
                new CoordinationRequest.SetVariable(request, name(), value()),
                new CoordinationRequest.GetVariable(request, owner, name(), waitNanos),
                new CoordinationRequest.ResetObject(request, kind(), name()),
                new CoordinationRequest.CancelWait(request),
                new CoordinationRequest.EndHolder(request, owner),
                new CoordinationRequest.ListObjects(request));
    }

    private List<Message> answers() {
        long request = random.nextLong();
        ErrorCode code = ErrorCode.values()[random.nextInt(ErrorCode.values().length)];
        return List.of(
                new CoordinationAnswer.LeaseGranted(request, random.nextLong()),
                new CoordinationAnswer.RequestDone(request),
                new CoordinationAnswer.ValueGiven(request, value()),
                new CoordinationAnswer.WaitTimedOut(request),
                new CoordinationAnswer.WaitCancelled(request),
                new CoordinationAnswer.CoordinationRefused(request, code, text()),
                new CoordinationAnswer.ItemCount(request, random.nextInt(1_000)),
                new CoordinationAnswer.ObjectListing(
                        request,
                        Stream.generate(this::line).limit(random.nextInt(4)).toList()));
    }

    private CoordinationAnswer.ObjectLine line() {
        return new CoordinationAnswer.ObjectLine(
                kind(), name(), random.nextInt(10), random.nextInt(100_000), random.nextInt(1_000));
    }

    private SharedKind kind() {
        return SharedKind.values()[random.nextInt(SharedKind.values().length)];
    }

    private SharedName name() {
        return new SharedName("n" + text());
    }

    private String text() {
        return "ü→".repeat(random.nextInt(3)) + random.nextInt(1_000);
    }

    private SharedValue value() {
        if (random.nextBoolean()) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return new SharedValue.Bytes(Payload.of(bytes));
        }
        return new SharedValue.Result(
                new TaskKey(new JobId(random.nextLong(), random.nextLong()), random.nextInt(9), random.nextInt(9)));
    }
}
