package io.quern.dataframe.evaluation;

import io.quern.dataframe.expression.Alias;
import io.quern.dataframe.expression.Arithmetic;
import io.quern.dataframe.expression.Cast;
import io.quern.dataframe.expression.Coalesce;
import io.quern.dataframe.expression.ColumnReference;
import io.quern.dataframe.expression.Comparison;
import io.quern.dataframe.expression.Concatenation;
import io.quern.dataframe.expression.Conditional;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.expression.FieldAccess;
import io.quern.dataframe.expression.Literal;
import io.quern.dataframe.expression.Logical;
import io.quern.dataframe.expression.Membership;
import io.quern.dataframe.expression.Negation;
import io.quern.dataframe.expression.Not;
import io.quern.dataframe.expression.NullTest;
import io.quern.dataframe.expression.OperandTypes;
import io.quern.dataframe.expression.Rounding;
import io.quern.dataframe.expression.StructOf;
import io.quern.dataframe.expression.Substring;
import io.quern.dataframe.expression.TextFunction;
import io.quern.dataframe.expression.TextLength;
import io.quern.dataframe.expression.TextMatch;
import io.quern.dataframe.expression.TimeFormat;
import io.quern.dataframe.expression.TimePart;
import io.quern.dataframe.kernel.BooleanLogic;
import io.quern.dataframe.kernel.Casts;
import io.quern.dataframe.kernel.Kernel;
import io.quern.dataframe.kernel.Texts;
import io.quern.dataframe.kernel.TimeFormats;
import io.quern.dataframe.kernel.TimeParts;
import io.quern.dataframe.kernel.TimeRounding;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Turns an expression into nodes that compute it over batches of one schema.
final class Binder {
    private final Schema schema;

    Binder(Schema schema) {
        this.schema = schema;
    }

    BoundNode bind(Expression expression) {
        if (expression instanceof ColumnReference reference) {
            return new ColumnNode(reference.typeIn(schema), schema.indexOf(reference.name()));
        }
        List<BoundNode> operands =
                expression.children().stream().map(this::bind).toList();
        DataType type = expression.typeOf(operands.stream().map(BoundNode::type).toList());
        return switch (expression) {
            case ColumnReference _ -> throw new IllegalStateException("bound above");
            case Alias _ -> operands.getFirst();
            case Literal literal -> new LiteralNode(Literals.vector(literal));
            case Logical logical -> new LogicalNode(logical.operator(), operands.getFirst(), operands.getLast());
            case NullTest test -> new NullTestNode(operands.getFirst(), test.isNegated());
            case StructOf _ -> new StructNode(type, operands);
            case FieldAccess access -> field(access, type, operands.getFirst());
            case Conditional conditional -> branches(conditional, type, operands);
            case Coalesce _ -> coalesce(type, operands);
            case Membership membership -> anyOf(comparisons(membership, operands));
            case Comparison comparison ->
                ComparisonBinder.bind(comparison, comparison.operator(), operands.getFirst(), operands.getLast());
            case Concatenation concatenation ->
                new StrictNode(
                        type,
                        Texts.join(concatenation.separator()),
                        operands.stream().map(Binder::toText).toList());
            case Cast cast -> cast(cast, operands.getFirst());
            case Arithmetic _, Negation _, Not _, TextFunction _, TextLength _, TextMatch _, Substring _ ->
                new StrictNode(type, kernel(expression, type, operands), operands);
            case Rounding _, TimeFormat _, TimePart _ ->
                new StrictNode(type, kernel(expression, type, operands), operands);
        };
    }

    private static Kernel kernel(Expression expression, DataType type, List<BoundNode> operands) {
        DataType first = operands.getFirst().type();
        return switch (expression) {
            case Arithmetic arithmetic -> ArithmeticKernels.of(arithmetic.operator(), operands);
            case Negation _ -> ArithmeticKernels.ofNegation(type);
            case Not _ -> BooleanLogic::not;
            case TextFunction function ->
                switch (function.operator()) {
                    case UPPER -> Texts::upper;
                    case LOWER -> Texts::lower;
                    case TRIM -> Texts::trim;
                };
            case TextLength _ -> Texts::length;
            case TextMatch match ->
                switch (match.operator()) {
                    case STARTS_WITH -> Texts::startsWith;
                    case ENDS_WITH -> Texts::endsWith;
                    case CONTAINS -> Texts::contains;
                };
            case Substring part -> Texts.substring(part.begin(), part.end());
            case Rounding rounding -> new TimeRounding(rounding, type);
            case TimeFormat format -> new TimeFormats(format.pattern(), first);
            case TimePart part -> new TimeParts(part.part(), first);
            default -> throw new IllegalStateException("no kernel for " + expression);
        };
    }

    private static BoundNode field(FieldAccess access, DataType type, BoundNode struct) {
        StructType structType = (StructType) struct.type();
        List<String> names = structType.fields().stream().map(Field::name).toList();
        return new FieldNode(type, struct, names.indexOf(access.field()));
    }

    private static BoundNode branches(Conditional conditional, DataType type, List<BoundNode> operands) {
        int size = conditional.conditions().size();
        List<BranchNode.Branch> branches = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            branches.add(new BranchNode.Branch(operands.get(i), to(type, operands.get(size + i)), false));
        }
        BoundNode otherwise = to(type, operands.get(2 * size));
        branches.add(new BranchNode.Branch(otherwise, otherwise, true));
        return new BranchNode(type, branches);
    }

    private static BoundNode coalesce(DataType type, List<BoundNode> operands) {
        return new BranchNode(
                type,
                operands.stream()
                        .map(operand -> to(type, operand))
                        .map(value -> new BranchNode.Branch(value, value, true))
                        .toList());
    }

    private static List<BoundNode> comparisons(Membership membership, List<BoundNode> operands) {
        BoundNode input = operands.getFirst();
        return operands.subList(1, operands.size()).stream()
                .map(option -> ComparisonBinder.bind(membership, Comparison.Operator.EQUAL, input, option))
                .toList();
    }

    /// A balanced tree of `or`, so that many options nest little.
    private static BoundNode anyOf(List<BoundNode> tests) {
        return switch (tests.size()) {
            case 0 -> new LiteralNode(Literals.vector(Literal.of(false)));
            case 1 -> tests.getFirst();
            default -> {
                int half = tests.size() / 2;
                yield new LogicalNode(
                        Logical.Operator.OR, anyOf(tests.subList(0, half)), anyOf(tests.subList(half, tests.size())));
            }
        };
    }

    private static BoundNode toText(BoundNode operand) {
        if (OperandTypes.isText(operand.type())) {
            return operand;
        }
        return OperandTypes.isNull(operand.type())
                ? new LiteralNode(Literals.vector(new Literal(null, DataType.STRING)))
                : new StrictNode(DataType.STRING, Casts.toText(operand.type()), List.of(operand));
    }

    private static BoundNode to(DataType type, BoundNode operand) {
        return cast(new Cast(new ColumnReference("value"), type, false), operand);
    }

    private static BoundNode cast(Cast cast, BoundNode operand) {
        if (operand.type().equals(cast.type())) {
            return operand;
        }
        if (OperandTypes.isNull(operand.type())) {
            return new LiteralNode(Literals.vector(new Literal(null, cast.type())));
        }
        return new StrictNode(cast.type(), Casts.of(cast, operand.type()), List.of(operand));
    }
}
