package io.quern.dataframe.aggregate;

import io.quern.dataframe.aggregate.AggregateFunction.CollectList;
import io.quern.dataframe.aggregate.AggregateFunction.Count;
import io.quern.dataframe.aggregate.AggregateFunction.CountDistinct;
import io.quern.dataframe.aggregate.AggregateFunction.CountValues;
import io.quern.dataframe.aggregate.AggregateFunction.Custom;
import io.quern.dataframe.aggregate.AggregateFunction.Extreme;
import io.quern.dataframe.aggregate.AggregateFunction.Mean;
import io.quern.dataframe.aggregate.AggregateFunction.Sum;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The plainest aggregation there is, as an oracle: Java objects in Java collections.
final class NaiveAggregation {
    private NaiveAggregation() {}

    /// Result values by key values.
    static Map<List<@Nullable Object>, List<@Nullable Object>> of(
            AggregationSpec spec, Schema schema, List<Batch> batches) {
        Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new LinkedHashMap<>();
        if (spec.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (Batch batch : batches) {
            for (List<@Nullable Object> row : rows(batch)) {
                List<@Nullable Object> key = new ArrayList<>();
                spec.keys().forEach(name -> key.add(row.get(schema.indexOf(name))));
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
            }
        }
        Map<List<@Nullable Object>, List<@Nullable Object>> results = new LinkedHashMap<>();
        groups.forEach((key, rows) -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (AggregateCall call : spec.calls()) {
                values.add(
                        call.columns().isEmpty()
                                ? (Object) (long) rows.size()
                                : value(
                                        call.function(),
                                        present(
                                                rows,
                                                schema.indexOf(call.columns().getFirst()))));
            }
            results.put(key, values);
        });
        return results;
    }

    /// Rows as Java values, -0.0 as 0.0.
    static List<List<@Nullable Object>> rows(Batch batch) {
        List<CellReader> readers = batch.columns().stream().map(CellReader::of).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.length(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (CellReader reader : readers) {
                Object value = reader.read(row);
                values.add(value instanceof Double number ? (Object) (number + 0.0) : value);
            }
            rows.add(values);
        }
        return rows;
    }

    private static List<Object> present(List<List<@Nullable Object>> rows, int column) {
        return rows.stream()
                .map(row -> row.get(column))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Object value(AggregateFunction function, List<Object> values) {
        return switch (function) {
            case Count _ -> (long) values.size();
            case CountDistinct _ -> (long) new HashSet<>(values).size();
            case CountValues _ -> {
                Map<Object, Long> counts = new TreeMap<>();
                values.forEach(value -> counts.merge(value, 1L, Long::sum));
                yield counts;
            }
            case Sum _ ->
                values.isEmpty()
                        ? null
                        : values.stream()
                                .mapToLong(value -> ((Number) value).longValue())
                                .sum();
            case Mean _ ->
                values.isEmpty()
                        ? null
                        : values.stream()
                                .mapToDouble(value -> ((Number) value).doubleValue())
                                .average()
                                .orElseThrow();
            case Extreme extreme -> extreme(extreme.isLargest(), values);
            case CollectList _ -> values;
            case Custom<?> _ ->
                throw new IllegalArgumentException("a custom aggregation is compared with a built-in one");
        };
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object extreme(boolean isLargest, List<Object> values) {
        Object best = null;
        for (Object value : values) {
            int sign = best == null
                    ? 1
                    : Integer.signum(((Comparable<Object>) value).compareTo(best)) * (isLargest ? 1 : -1);
            best = sign > 0 ? value : best;
        }
        return best;
    }
}
