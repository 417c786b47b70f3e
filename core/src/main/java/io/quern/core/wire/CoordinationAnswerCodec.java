package io.quern.core.wire;

import io.quern.core.error.ErrorCode;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationAnswer.CoordinationRefused;
import io.quern.core.message.CoordinationAnswer.ItemCount;
import io.quern.core.message.CoordinationAnswer.LeaseGranted;
import io.quern.core.message.CoordinationAnswer.ObjectLine;
import io.quern.core.message.CoordinationAnswer.ObjectListing;
import io.quern.core.message.CoordinationAnswer.RequestDone;
import io.quern.core.message.CoordinationAnswer.ValueGiven;
import io.quern.core.message.CoordinationAnswer.WaitCancelled;
import io.quern.core.message.CoordinationAnswer.WaitTimedOut;
import io.quern.core.message.SharedKind;

/// Types 112 to 127. Every message begins with the id of the request that it answers.
final class CoordinationAnswerCodec {
    static final String FAMILY = "CoordinationAnswer";

    private CoordinationAnswerCodec() {}

    static int type(CoordinationAnswer message) {
        return switch (message) {
            case LeaseGranted _ -> 112;
            case RequestDone _ -> 113;
            case ValueGiven _ -> 114;
            case WaitTimedOut _ -> 115;
            case WaitCancelled _ -> 116;
            case CoordinationRefused _ -> 117;
            case ItemCount _ -> 118;
            case ObjectListing _ -> 119;
        };
    }

    static void write(CoordinationAnswer message, WireWriter out) {
        out.signed(message.request());
        switch (message) {
            case LeaseGranted granted -> out.signed(granted.fence());
            case RequestDone _, WaitTimedOut _, WaitCancelled _ -> {
                // The id is all.
            }
            case ValueGiven given -> SharedElements.value(out, given.value());
            case CoordinationRefused refused -> {
                out.enumeration(refused.code());
                out.text(refused.reason());
            }
            case ItemCount items -> out.number(items.count());
            case ObjectListing listing -> out.list(listing.objects(), CoordinationAnswerCodec::line);
        }
    }

    static CoordinationAnswer read(int type, WireReader in) {
        long request = in.signed("request");
        return switch (type) {
            case 112 -> new LeaseGranted(request, in.signed("fence"));
            case 113 -> new RequestDone(request);
            case 114 -> new ValueGiven(request, SharedElements.value(in));
            case 115 -> new WaitTimedOut(request);
            case 116 -> new WaitCancelled(request);
            case 117 -> new CoordinationRefused(request, in.enumeration("code", ErrorCode.values()), in.text("reason"));
            case 118 -> new ItemCount(request, in.number("count"));
            case 119 -> new ObjectListing(request, in.list("objects", CoordinationAnswerCodec::line));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    private static void line(WireWriter out, ObjectLine line) {
        out.enumeration(line.kind());
        SharedElements.name(out, line.name());
        out.number(line.held());
        out.number(line.limit());
        out.number(line.waiting());
    }

    private static ObjectLine line(WireReader in) {
        return new ObjectLine(
                in.enumeration("line.kind", SharedKind.values()),
                SharedElements.name(in),
                in.number("line.held"),
                in.number("line.limit"),
                in.number("line.waiting"));
    }
}
