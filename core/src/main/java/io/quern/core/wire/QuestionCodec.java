package io.quern.core.wire;

import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer;
import io.quern.core.message.Question;

/// Questions and answers: one byte for the kind, then its fields.
final class QuestionCodec {
    private QuestionCodec() {}

    static void write(WireWriter out, Question question) {
        switch (question) {
            case Question.FindTask find -> {
                out.oneByte(0);
                Elements.job(out, find.session());
                out.name(find.key());
            }
            case Question.DescribeTask describe -> {
                out.oneByte(1);
                Elements.task(out, describe.task());
            }
            case Question.ListWorkers _ -> out.oneByte(2);
            case Question.ListNames _ -> out.oneByte(3);
            case Question.FindName find -> {
                out.oneByte(4);
                out.name(find.name());
            }
            case Question.SuggestTarget suggest -> {
                out.oneByte(5);
                out.signed(suggest.withinNanos());
            }
            case Question.ListHeld list -> {
                out.oneByte(6);
                out.name(list.worker());
                out.number(list.from());
            }
        }
    }

    static Question question(WireReader in) {
        int kind = in.oneByte("question.kind");
        return switch (kind) {
            case 0 -> new Question.FindTask(Elements.job(in), in.name("question.key"));
            case 1 -> new Question.DescribeTask(Elements.task(in));
            case 2 -> new Question.ListWorkers();
            case 3 -> new Question.ListNames();
            case 4 -> new Question.FindName(in.name("question.name"));
            case 5 -> new Question.SuggestTarget(in.signed("question.withinNanos"));
            case 6 -> new Question.ListHeld(in.name("question.worker"), in.number("question.from"));
            default -> throw in.error("question.kind", "no question has the number " + kind);
        };
    }

    static void write(WireWriter out, Answer answer) {
        switch (answer) {
            case Answer.Done _ -> out.oneByte(0);
            case Answer.Refused refused -> {
                out.oneByte(1);
                out.text(refused.reason());
            }
            case Answer.TaskFound found -> {
                out.oneByte(2);
                Elements.task(out, found.task());
                out.name(found.key());
            }
            case Answer.TaskDescribed described -> {
                out.oneByte(3);
                described(out, described);
            }
            case Answer.WorkersListed listed -> {
                out.oneByte(4);
                out.list(listed.workers(), QuestionCodec::worker);
            }
            case Answer.TargetSuggested suggested -> {
                out.oneByte(6);
                out.number(suggested.threads());
                out.list(suggested.spare(), WireWriter::name);
            }
            case Answer.HeldListed listed -> {
                out.oneByte(7);
                out.list(listed.results(), QuestionCodec::held);
                out.number(listed.next());
            }
            case Answer.NamesListed listed -> {
                out.oneByte(5);
                out.list(listed.names(), (to, line) -> {
                    to.name(line.name());
                    Elements.task(to, line.task());
                    to.name(line.key());
                });
            }
        }
    }

    static Answer answer(WireReader in) {
        int kind = in.oneByte("answer.kind");
        return switch (kind) {
            case 0 -> new Answer.Done();
            case 1 -> new Answer.Refused(in.text("answer.reason"));
            case 2 -> new Answer.TaskFound(Elements.task(in), in.name("answer.key"));
            case 3 -> described(in);
            case 4 -> new Answer.WorkersListed(in.list("answer.workers", QuestionCodec::worker));
            case 5 ->
                new Answer.NamesListed(in.list(
                        "answer.names",
                        from -> new Answer.NameLine(
                                from.name("line.name"), Elements.task(from), from.name("line.key"))));
            case 6 ->
                new Answer.TargetSuggested(
                        in.number("answer.threads"), in.list("answer.spare", from -> from.name("answer.spareWorker")));
            case 7 -> new Answer.HeldListed(in.list("answer.results", QuestionCodec::held), in.number("answer.next"));
            default -> throw in.error("answer.kind", "no answer has the number " + kind);
        };
    }

    private static void described(WireWriter out, Answer.TaskDescribed described) {
        Elements.task(out, described.task());
        out.name(described.key());
        out.name(described.functionName());
        out.name(described.definedAt());
        out.name(described.phase());
        out.number(described.attempt());
        out.name(described.worker());
        out.list(described.holders(), WireWriter::name);
        out.signed(described.sizeBytes());
        out.list(described.inputs(), Elements::task);
        out.list(described.story(), WireWriter::text);
        out.text(described.explanation());
    }

    private static Answer described(WireReader in) {
        return new Answer.TaskDescribed(
                Elements.task(in),
                in.name("task.key"),
                in.name("task.functionName"),
                in.name("task.definedAt"),
                in.name("task.phase"),
                in.number("task.attempt"),
                in.name("task.worker"),
                in.list("task.holders", from -> from.name("task.holder")),
                in.signed("task.sizeBytes"),
                in.list("task.inputs", Elements::task),
                in.list("task.story", from -> from.text("task.step")),
                in.text("task.explanation"));
    }

    private static void held(WireWriter out, Answer.HeldLine line) {
        Elements.task(out, line.task());
        out.name(line.key());
        out.signed(line.sizeBytes());
        out.number(line.holders());
    }

    private static Answer.HeldLine held(WireReader in) {
        return new Answer.HeldLine(
                Elements.task(in), in.name("held.key"), in.signed("held.sizeBytes"), in.number("held.holders"));
    }

    private static void worker(WireWriter out, Answer.WorkerLine line) {
        out.id(line.worker().value());
        out.name(line.name());
        out.name(line.dataAddress());
        out.number(line.threads());
        out.signed(line.memoryBytes());
        out.signed(line.heldBytesMax());
        out.name(line.status());
        out.number(line.assigned());
        out.number(line.results());
        out.signed(line.resultBytes());
        WorkerMessageCodec.memory(out, line.memory());
    }

    private static Answer.WorkerLine worker(WireReader in) {
        return new Answer.WorkerLine(
                new WorkerId(in.id("worker")),
                in.name("worker.name"),
                in.name("worker.dataAddress"),
                in.number("worker.threads"),
                in.signed("worker.memoryBytes"),
                in.signed("worker.heldBytesMax"),
                in.name("worker.status"),
                in.number("worker.assigned"),
                in.number("worker.results"),
                in.signed("worker.resultBytes"),
                WorkerMessageCodec.memory(in));
    }
}
