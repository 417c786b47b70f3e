package io.quern.core.wire;

import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.CoordinationRequest.AcquireLeases;
import io.quern.core.message.CoordinationRequest.AcquireLock;
import io.quern.core.message.CoordinationRequest.AwaitEvent;
import io.quern.core.message.CoordinationRequest.CancelWait;
import io.quern.core.message.CoordinationRequest.CountItems;
import io.quern.core.message.CoordinationRequest.EndHolder;
import io.quern.core.message.CoordinationRequest.GetVariable;
import io.quern.core.message.CoordinationRequest.ListObjects;
import io.quern.core.message.CoordinationRequest.PutItem;
import io.quern.core.message.CoordinationRequest.ReleaseLeases;
import io.quern.core.message.CoordinationRequest.ReleaseLock;
import io.quern.core.message.CoordinationRequest.ResetObject;
import io.quern.core.message.CoordinationRequest.SetEvent;
import io.quern.core.message.CoordinationRequest.SetVariable;
import io.quern.core.message.CoordinationRequest.TakeItem;
import io.quern.core.message.SharedKind;
import io.quern.core.message.SharedName;

/// Types 96 to 111. Every message begins with the id of its request.
final class CoordinationRequestCodec {
    static final String FAMILY = "CoordinationRequest";

    private CoordinationRequestCodec() {}

    static int type(CoordinationRequest message) {
        return switch (message) {
            case AcquireLock _ -> 96;
            case ReleaseLock _ -> 97;
            case AcquireLeases _ -> 98;
            case ReleaseLeases _ -> 99;
            case SetEvent _ -> 100;
            case AwaitEvent _ -> 101;
            case PutItem _ -> 102;
            case TakeItem _ -> 103;
            case CountItems _ -> 104;
            case SetVariable _ -> 105;
            case GetVariable _ -> 106;
            case ResetObject _ -> 107;
            case CancelWait _ -> 108;
            case EndHolder _ -> 109;
            case ListObjects _ -> 110;
        };
    }

    static void write(CoordinationRequest message, WireWriter out) {
        out.signed(message.request());
        switch (message) {
            case AcquireLock acquire -> wait(out, acquire.owner(), acquire.name(), acquire.waitNanos());
            case ReleaseLock release -> {
                out.signed(release.owner());
                name(out, release.name());
            }
            case AcquireLeases acquire -> {
                wait(out, acquire.owner(), acquire.name(), acquire.waitNanos());
                out.signed(acquire.count());
                out.signed(acquire.leasesMax());
            }
            case ReleaseLeases release -> {
                out.signed(release.owner());
                name(out, release.name());
                out.signed(release.count());
            }
            case SetEvent set -> name(out, set.name());
            case AwaitEvent await -> wait(out, await.owner(), await.name(), await.waitNanos());
            case PutItem put -> {
                wait(out, put.owner(), put.name(), put.waitNanos());
                out.signed(put.capacity());
                SharedElements.value(out, put.value());
            }
            case TakeItem take -> {
                wait(out, take.owner(), take.name(), take.waitNanos());
                out.signed(take.capacity());
            }
            case CountItems count -> name(out, count.name());
            case SetVariable set -> {
                name(out, set.name());
                SharedElements.value(out, set.value());
            }
            case GetVariable get -> wait(out, get.owner(), get.name(), get.waitNanos());
            case ResetObject reset -> {
                out.enumeration(reset.kind());
                name(out, reset.name());
            }
            case CancelWait _, ListObjects _ -> {
                // The id is all.
            }
            case EndHolder end -> out.signed(end.owner());
        }
    }

    static CoordinationRequest read(int type, WireReader in) {
        long request = in.signed("request");
        return switch (type) {
            case 96 -> new AcquireLock(request, owner(in), name(in), wait(in));
            case 97 -> new ReleaseLock(request, owner(in), name(in));
            case 98 ->
                new AcquireLeases(
                        request, owner(in), name(in), wait(in), in.signedInt("count"), in.signedInt("leasesMax"));
            case 99 -> new ReleaseLeases(request, owner(in), name(in), in.signedInt("count"));
            case 100 -> new SetEvent(request, name(in));
            case 101 -> new AwaitEvent(request, owner(in), name(in), wait(in));
            case 102 ->
                new PutItem(request, owner(in), name(in), wait(in), in.signedInt("capacity"), SharedElements.value(in));
            case 103 -> new TakeItem(request, owner(in), name(in), wait(in), in.signedInt("capacity"));
            case 104 -> new CountItems(request, name(in));
            case 105 -> new SetVariable(request, name(in), SharedElements.value(in));
            case 106 -> new GetVariable(request, owner(in), name(in), wait(in));
            case 107 -> new ResetObject(request, in.enumeration("kind", SharedKind.values()), name(in));
            case 108 -> new CancelWait(request);
            case 109 -> new EndHolder(request, owner(in));
            case 110 -> new ListObjects(request);
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    private static void wait(WireWriter out, long owner, SharedName name, long waitNanos) {
        out.signed(owner);
        name(out, name);
        out.signed(waitNanos);
    }

    private static void name(WireWriter out, SharedName name) {
        SharedElements.name(out, name);
    }

    private static long owner(WireReader in) {
        return in.signed("owner");
    }

    private static SharedName name(WireReader in) {
        return SharedElements.name(in);
    }

    private static long wait(WireReader in) {
        return in.signed("waitNanos");
    }
}
