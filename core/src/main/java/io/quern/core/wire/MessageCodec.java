package io.quern.core.wire;

import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationAnswer;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.HandshakeMessage;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;

/// Turns any message into a frame and back: finds the family by the type. Stateless.
public final class MessageCodec {
    private static final int PING = 10;

    private MessageCodec() {}

    /// @throws ProtocolException where the message is larger than any frame may be
    public static byte[] encode(Message message) {
        WireWriter out = new WireWriter(message.getClass().getSimpleName());
        out.oneByte(type(message));
        switch (message) {
            case HandshakeMessage handshake -> HandshakeCodec.write(handshake, out);
            case Ping _ -> {
                // It has no fields.
            }
            case ClientMessage client -> ClientMessageCodec.write(client, out);
            case ClientNotice notice -> ClientNoticeCodec.write(notice, out);
            case CoordinationRequest request -> CoordinationRequestCodec.write(request, out);
            case CoordinationAnswer answer -> CoordinationAnswerCodec.write(answer, out);
            case WorkerMessage worker -> WorkerMessageCodec.write(worker, out);
            case WorkerInstruction instruction -> WorkerInstructionCodec.write(instruction, out);
            case TransferMessage transfer -> TransferCodec.write(transfer, out);
        }
        return out.toBytes();
    }

    /// Reads one whole frame.
    ///
    /// @throws ProtocolException where it is not exactly one message; nothing else is thrown, whatever
    ///     the bytes are
    public static Message decode(byte[] frame) {
        int type = new WireReader("Message", frame, 0).oneByte("type");
        WireReader in = new WireReader(family(type), frame, 1);
        try {
            Message message = read(type, in);
            in.end();
            return message;
        } catch (IllegalArgumentException e) {
            throw in.error(e);
        }
    }

    /// Reads a frame of a peer that has not proved itself: nothing but a handshake message is even looked at.
    ///
    /// @throws ProtocolException where it is anything else
    public static HandshakeMessage decodeHandshake(byte[] frame) {
        WireReader head = new WireReader(HandshakeCodec.FAMILY, frame, 0);
        int type = head.oneByte("type");
        if (type > HandshakeCodec.LAST_TYPE) {
            throw head.error("type", "a message of type " + type + " came before the handshake");
        }
        return (HandshakeMessage) decode(frame);
    }

    private static int type(Message message) {
        return switch (message) {
            case HandshakeMessage handshake -> HandshakeCodec.type(handshake);
            case Ping _ -> PING;
            case ClientMessage client -> ClientMessageCodec.type(client);
            case ClientNotice notice -> ClientNoticeCodec.type(notice);
            case CoordinationRequest request -> CoordinationRequestCodec.type(request);
            case CoordinationAnswer answer -> CoordinationAnswerCodec.type(answer);
            case WorkerMessage worker -> WorkerMessageCodec.type(worker);
            case WorkerInstruction instruction -> WorkerInstructionCodec.type(instruction);
            case TransferMessage transfer -> TransferCodec.type(transfer);
        };
    }

    private static Message read(int type, WireReader in) {
        return switch (type >>> 4) {
            case 0 -> type == PING ? new Ping() : HandshakeCodec.read(type, in);
            case 1 -> ClientMessageCodec.read(type, in);
            case 8 ->
                switch (type) {
                    case WorkerMessageCodec.STAGES_PLANNED -> WorkerMessageCodec.read(type, in);
                    case WorkerInstructionCodec.ASSIGN_PLANNER -> WorkerInstructionCodec.read(type, in);
                    default -> ClientMessageCodec.read(type, in);
                };
            case 2 ->
                type == WorkerMessageCodec.INVENTORY_TOLD
                        ? WorkerMessageCodec.read(type, in)
                        : ClientNoticeCodec.read(type, in);
            case 3 -> WorkerMessageCodec.read(type, in);
            case 4 -> WorkerInstructionCodec.read(type, in);
            case 5 -> TransferCodec.read(type, in);
            case 6 -> CoordinationRequestCodec.read(type, in);
            case 7 -> CoordinationAnswerCodec.read(type, in);
            case 9 -> readNinth(type, in);
            default -> throw in.error("type", "no message has the type " + type);
        };
    }

    /// Types 144 to 159 are of four families.
    private static Message readNinth(int type, WireReader in) {
        return switch (type) {
            case WorkerMessageCodec.MEMORY_TOLD, WorkerMessageCodec.RESULT_DAMAGED -> WorkerMessageCodec.read(type, in);
            case TransferCodec.OFFER_VALUES -> TransferCodec.read(type, in);
            case ClientNoticeCodec.SEND_VALUE -> ClientNoticeCodec.read(type, in);
            default -> ClientMessageCodec.read(type, in);
        };
    }

    private static String family(int type) {
        return switch (type >>> 4) {
            case 0 -> type == PING ? "Ping" : HandshakeCodec.FAMILY;
            case 1 -> ClientMessageCodec.FAMILY;
            case 8 ->
                switch (type) {
                    case WorkerMessageCodec.STAGES_PLANNED -> WorkerMessageCodec.FAMILY;
                    case WorkerInstructionCodec.ASSIGN_PLANNER -> WorkerInstructionCodec.FAMILY;
                    default -> ClientMessageCodec.FAMILY;
                };
            case 2 -> type == WorkerMessageCodec.INVENTORY_TOLD ? WorkerMessageCodec.FAMILY : ClientNoticeCodec.FAMILY;
            case 3 -> WorkerMessageCodec.FAMILY;
            case 4 -> WorkerInstructionCodec.FAMILY;
            case 5 -> TransferCodec.FAMILY;
            case 6 -> CoordinationRequestCodec.FAMILY;
            case 7 -> CoordinationAnswerCodec.FAMILY;
            case 9 ->
                switch (type) {
                    case WorkerMessageCodec.MEMORY_TOLD, WorkerMessageCodec.RESULT_DAMAGED -> WorkerMessageCodec.FAMILY;
                    case TransferCodec.OFFER_VALUES -> TransferCodec.FAMILY;
                    case ClientNoticeCodec.SEND_VALUE -> ClientNoticeCodec.FAMILY;
                    default -> ClientMessageCodec.FAMILY;
                };
            default -> "Message";
        };
    }
}
