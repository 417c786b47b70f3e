package io.quern.dataframe.evaluation;

import static io.quern.dataframe.Columns.coalesce;
import static io.quern.dataframe.Columns.col;
import static io.quern.dataframe.Columns.concatWith;
import static io.quern.dataframe.Columns.lit;
import static io.quern.dataframe.Columns.struct;
import static io.quern.dataframe.Columns.when;

import io.quern.dataframe.Column;
import io.quern.dataframe.type.DataType;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.random.RandomGenerator;

/// Well-typed random trees over the columns of [RandomRows].
final class RandomExpressions {
    private static final List<ChronoUnit> UNITS =
            List.of(ChronoUnit.SECONDS, ChronoUnit.HOURS, ChronoUnit.DAYS, ChronoUnit.WEEKS, ChronoUnit.MONTHS);

    private final RandomGenerator random;

    RandomExpressions(RandomGenerator random) {
        this.random = random;
    }

    Column any(int depth) {
        return switch (random.nextInt(5)) {
            case 0 -> whole(depth);
            case 1 -> number(depth);
            case 2 -> text(depth);
            case 3 -> time(depth);
            default -> truth(depth);
        };
    }

    private Column whole(int depth) {
        int below = depth - 1;
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(11)) {
            case 0 -> col("i");
            case 1 -> col("j");
            case 2 -> lit(random.nextInt(-5, 5));
            case 3 -> whole(0).plus(whole(below).remainder(1_000));
            case 4 -> whole(0).minus(whole(below).remainder(1_000));
            case 5 -> whole(below).remainder(whole(0));
            case 6 -> text(below).length();
            case 7 -> time(below).year();
            case 8 -> coalesce(whole(below), whole(0));
            case 9 -> when(truth(below), whole(below)).otherwise(whole(0));
            default -> struct(whole(below).as("x"), text(0).as("y")).field("x");
        };
    }

    private Column number(int depth) {
        int below = depth - 1;
        return switch (depth == 0 ? random.nextInt(2) : random.nextInt(6)) {
            case 0 -> col("d");
            case 1 -> lit(random.nextInt(-8, 8) / 4.0);
            case 2 -> number(below).plus(whole(below));
            case 3 -> whole(below).dividedBy(whole(below));
            case 4 -> number(below).negated();
            default -> when(truth(below), number(below)).when(truth(0), 0.5).otherwiseNull();
        };
    }

    private Column text(int depth) {
        int below = depth - 1;
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(10)) {
            case 0 -> col("s");
            case 1 -> col("u");
            case 2 -> lit("ab");
            case 3 -> text(below).upper();
            case 4 -> text(below).lower();
            case 5 -> text(below).substring(random.nextInt(3), 3 + random.nextInt(3));
            case 6 -> concatWith("|", text(below), whole(below), time(below).floor(ChronoUnit.SECONDS));
            case 7 -> coalesce(text(below), text(0));
            case 8 -> truth(below).cast(DataType.STRING);
            default -> when(truth(below), text(below)).otherwise(text(below));
        };
    }

    private Column time(int depth) {
        int below = depth - 1;
        ChronoUnit unit = UNITS.get(random.nextInt(UNITS.size()));
        return switch (depth == 0 ? 0 : random.nextInt(5)) {
            case 0 -> col("ts");
            case 1 -> time(below).floor(unit);
            case 2 -> time(below).round(unit);
            case 3 -> coalesce(time(below), col("ts"));
            default -> col("day").floor(ChronoUnit.MONTHS).cast(DataType.TIMESTAMP);
        };
    }

    private Column truth(int depth) {
        int below = depth - 1;
        return switch (depth == 0 ? random.nextInt(2) : random.nextInt(12)) {
            case 0 -> col("b");
            case 1 -> col("c");
            case 2 -> truth(below).and(truth(below));
            case 3 -> truth(below).or(truth(below));
            case 4 -> truth(below).not();
            case 5 -> whole(below).lt(whole(below));
            case 6 -> number(below).ge(number(below));
            case 7 -> text(below).eq(text(below));
            case 8 -> text(below).le(text(0));
            case 9 -> time(below).gt(time(below));
            case 10 -> any(below).isNull();
            default -> text(below).contains(text(0)).and(whole(below).in(1, 2, 3));
        };
    }
}
