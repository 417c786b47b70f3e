package io.quern.dataframe.physical;

import io.quern.core.graph.StageInput;
import io.quern.dataframe.pipeline.Source;
import io.quern.dataframe.pipeline.Step;
import io.quern.dataframe.pipeline.Terminal;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A pipeline that is being built: a stage that has no terminal yet.
///
/// @param arguments one for each partition, or empty
/// @param isProducer whether the source creates data from outside
record Fragment(
        Source source,
        List<Step> steps,
        Schema schema,
        int partitions,
        List<?> arguments,
        List<StageInput> inputs,
        boolean isProducer) {
    Fragment {
        steps = List.copyOf(steps);
        arguments = List.copyOf(arguments);
        inputs = List.copyOf(inputs);
    }

    Fragment withStep(Step step, Schema result) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new Fragment(source, more, result, partitions, arguments, inputs, isProducer);
    }

    /// Labels of the parts, joined by `+`, each once in a row.
    String name(Terminal terminal) {
        List<String> labels = Stream.of(
                        Stream.of(source.label()), steps.stream().map(Step::label), Stream.of(terminal.label()))
                .flatMap(labelled -> labelled)
                .filter(label -> !label.isEmpty())
                .toList();
        List<String> distinct = new ArrayList<>();
        for (String label : labels) {
            if (distinct.isEmpty() || !distinct.getLast().equals(label)) {
                distinct.add(label);
            }
        }
        return distinct.isEmpty() ? "collect" : distinct.stream().collect(Collectors.joining("+"));
    }
}
