package io.quern.core.wire;

import io.quern.core.message.CodeMessage;
import io.quern.core.message.CodeMessage.BlobAbsent;
import io.quern.core.message.CodeMessage.BlobPiece;
import io.quern.core.message.CodeMessage.CodeRefused;
import io.quern.core.message.CodeMessage.CodeStored;
import io.quern.core.message.CodeMessage.OfferCode;
import io.quern.core.message.CodeMessage.ReadBlob;

/// Types 90 to 95.
final class CodeMessageCodec {
    private CodeMessageCodec() {}

    static int type(CodeMessage message) {
        return switch (message) {
            case OfferCode _ -> 90;
            case CodeStored _ -> 91;
            case CodeRefused _ -> 92;
            case ReadBlob _ -> 93;
            case BlobPiece _ -> 94;
            case BlobAbsent _ -> 95;
        };
    }

    static void write(CodeMessage message, WireWriter out) {
        switch (message) {
            case OfferCode offer -> {
                out.signed(offer.request());
                out.payload(offer.manifest());
            }
            case CodeStored stored -> out.signed(stored.request());
            case CodeRefused refused -> {
                out.signed(refused.request());
                out.text(refused.reason());
            }
            case ReadBlob read -> {
                out.signed(read.request());
                Elements.code(out, read.blob());
                out.signed(read.offset());
                out.number(read.lengthBytes());
            }
            case BlobPiece piece -> {
                out.signed(piece.request());
                out.payload(piece.bytes());
            }
            case BlobAbsent absent -> {
                out.signed(absent.request());
                out.text(absent.reason());
            }
        }
    }

    static CodeMessage read(int type, WireReader in) {
        return switch (type) {
            case 90 -> new OfferCode(in.signed("request"), in.payload("manifest"));
            case 91 -> new CodeStored(in.signed("request"));
            case 92 -> new CodeRefused(in.signed("request"), in.text("reason"));
            case 93 ->
                new ReadBlob(in.signed("request"), Elements.code(in), in.signed("offset"), in.number("lengthBytes"));
            case 94 -> new BlobPiece(in.signed("request"), in.payload("bytes"));
            case 95 -> new BlobAbsent(in.signed("request"), in.text("reason"));
            default -> throw in.error("type", "no message has the type " + type);
        };
    }
}
