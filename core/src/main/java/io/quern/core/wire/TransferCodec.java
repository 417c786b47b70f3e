package io.quern.core.wire;

import io.quern.core.message.CodeMessage;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.TransferMessage.FetchOutput;
import io.quern.core.message.TransferMessage.FetchResult;
import io.quern.core.message.TransferMessage.GrantCredit;
import io.quern.core.message.TransferMessage.OfferValues;
import io.quern.core.message.TransferMessage.OutputKept;
import io.quern.core.message.TransferMessage.ResultAbsent;
import io.quern.core.message.TransferMessage.ResultChunk;
import io.quern.core.message.TransferMessage.StopFetch;

/// Types 80 to 89, and [#OFFER_VALUES]; [CodeMessageCodec] has the rest of the family.
final class TransferCodec {
    static final String FAMILY = "TransferMessage";
    static final int OFFER_VALUES = 145;

    private TransferCodec() {}

    static int type(TransferMessage message) {
        return switch (message) {
            case FetchResult _ -> 80;
            case GrantCredit _ -> 81;
            case ResultChunk _ -> 82;
            case ResultAbsent _ -> 83;
            case StopFetch _ -> 84;
            case FetchOutput _ -> 85;
            case OutputKept _ -> 86;
            case OfferValues _ -> OFFER_VALUES;
            case CodeMessage code -> CodeMessageCodec.type(code);
        };
    }

    static void write(TransferMessage message, WireWriter out) {
        switch (message) {
            case FetchResult fetch -> {
                out.signed(fetch.request());
                Elements.run(out, fetch.result());
                out.number(fetch.part() + 1);
                out.signed(fetch.creditBytes());
            }
            case GrantCredit grant -> {
                out.signed(grant.request());
                out.signed(grant.creditBytes());
            }
            case ResultChunk chunk -> {
                out.signed(chunk.request());
                out.payload(chunk.bytes());
                out.bool(chunk.isLast());
            }
            case ResultAbsent absent -> {
                out.signed(absent.request());
                out.text(absent.reason());
            }
            case StopFetch stop -> out.signed(stop.request());
            case FetchOutput fetch -> {
                out.signed(fetch.request());
                Elements.task(out, fetch.task());
            }
            case OutputKept kept -> {
                out.signed(kept.request());
                OutputElements.write(out, kept.output());
            }
            case OfferValues offer -> out.name(offer.source());
            case CodeMessage code -> CodeMessageCodec.write(code, out);
        }
    }

    static TransferMessage read(int type, WireReader in) {
        return switch (type) {
            case 80 ->
                new FetchResult(
                        in.signed("request"), Elements.run(in), in.number("part") - 1, in.signed("creditBytes"));
            case 81 -> new GrantCredit(in.signed("request"), in.signed("creditBytes"));
            case 82 -> new ResultChunk(in.signed("request"), in.payload("bytes"), in.bool("isLast"));
            case 83 -> new ResultAbsent(in.signed("request"), in.text("reason"));
            case 84 -> new StopFetch(in.signed("request"));
            case 85 -> new FetchOutput(in.signed("request"), Elements.task(in));
            case 86 -> new OutputKept(in.signed("request"), OutputElements.read(in));
            case OFFER_VALUES -> new OfferValues(in.name("source"));
            default -> CodeMessageCodec.read(type, in);
        };
    }
}
