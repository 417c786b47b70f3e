package io.quern.dataframe.parquet.schema;

import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.Annotation;
import io.quern.dataframe.parquet.footer.PhysicalType;
import io.quern.dataframe.parquet.footer.Repetition;
import io.quern.dataframe.parquet.footer.SchemaElement;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.TimeUnit;
import java.util.ArrayList;
import java.util.List;

/// Builds the columns of a file from its list of schema elements.
///
/// Lists and maps follow the format's rules for old writers: a LIST whose repeated child is not a group, has
/// several members, or is named `array` or `…_tuple` has that child itself as element; a repeated field outside
/// a LIST or MAP is a list of required elements. A MAP whose entries are not a key and a value is read as its
/// groups say.
///
/// Source: parquet-format, LogicalTypes.md, "Nested Types".
public final class SchemaTree {
    /// Groups in groups; also keeps levels within a byte.
    private static final int DEPTH_MAX = 60;

    private final List<SchemaElement> elements;
    private final TimeUnit int96Unit;
    private int at;
    private int leaves;

    private SchemaTree(List<SchemaElement> elements, TimeUnit int96Unit) {
        this.elements = elements;
        this.int96Unit = int96Unit;
    }

    /// The columns, in the file's order.
    ///
    /// @throws MalformedException if the elements make no tree
    public static List<Node> columns(List<SchemaElement> elements, TimeUnit int96Unit) {
        SchemaTree tree = new SchemaTree(elements, int96Unit);
        Element root = tree.element(0);
        if (tree.at != elements.size()) {
            throw new MalformedException((elements.size() - tree.at) + " schema elements belong to no group");
        }
        List<Node> columns = new ArrayList<>();
        for (Element member : root.members) {
            columns.add(tree.node(member, "", new Levels(0, 0)));
        }
        return columns;
    }

    /// An element with its members: the list made a tree.
    private record Element(SchemaElement self, List<Element> members) {
        boolean isRepeated() {
            return self.repetition() == Repetition.REPEATED;
        }

        boolean isGroup() {
            return self.type() == null;
        }
    }

    /// Levels of what encloses a node.
    private record Levels(int definition, int repetition) {
        Levels into(Element element) {
            return switch (element.self.repetition()) {
                case REQUIRED -> this;
                case OPTIONAL -> new Levels(definition + 1, repetition);
                case REPEATED -> new Levels(definition + 1, repetition + 1);
            };
        }
    }

    private Element element(int depth) {
        if (depth > DEPTH_MAX) {
            throw new MalformedException("the schema nests deeper than " + DEPTH_MAX);
        }
        if (at >= elements.size()) {
            throw new MalformedException("the schema ends within a group");
        }
        SchemaElement self = elements.get(at++);
        if (self.members() < 0 || self.members() > elements.size() - at) {
            throw new MalformedException("group '" + self.name() + "' has " + self.members() + " members of "
                    + (elements.size() - at) + " elements left");
        }
        List<Element> members = new ArrayList<>(self.members());
        for (int i = 0; i < self.members(); i++) {
            members.add(element(depth + 1));
        }
        if (self.type() == null && members.isEmpty() && depth > 0) {
            throw new MalformedException("group '" + self.name() + "' has no members");
        }
        return new Element(self, members);
    }

    private Node node(Element element, String parentPath, Levels outer) {
        Levels inner = outer.into(element);
        if (!element.isRepeated()) {
            return once(element, parentPath, inner);
        }
        Node single = once(element, parentPath, inner);
        Node required = withField(single, single.field().withName("element"));
        Field field = Field.required(element.self.name(), new DataType.ListType(required.field()));
        return new Node.Listing(field, outer.definition, inner.repetition, inner.definition, required);
    }

    /// The node of an element, of one of its repetitions if it is repeated.
    private Node once(Element element, String parentPath, Levels inner) {
        if (!element.isGroup()) {
            return leaf(element, parentPath, inner);
        }
        String path = parentPath + element.self.name() + ".";
        boolean hasRepeatedChild =
                element.members.size() == 1 && element.members.getFirst().isRepeated();
        if (hasRepeatedChild && element.self.annotation() instanceof Annotation.Listing) {
            return list(element, path, inner);
        }
        if (hasRepeatedChild
                && element.self.annotation() instanceof Annotation.Mapping
                && element.members.getFirst().members.size() == 2
                && element.members.getFirst().members.stream().noneMatch(Element::isRepeated)) {
            return map(element, path, inner);
        }
        return group(element, path, inner);
    }

    private Node.Leaf leaf(Element element, String parentPath, Levels levels) {
        SchemaElement self = element.self;
        PhysicalType type = self.type();
        String path = parentPath + self.name();
        if (type == null) {
            throw new MalformedException("column '" + path + "' has no type");
        }
        if (type == PhysicalType.FIXED_LEN_BYTE_ARRAY && self.widthBytes() <= 0) {
            throw new MalformedException("column '" + path + "' has values of " + self.widthBytes() + " bytes");
        }
        DataType dataType = LeafTypes.of(type, self.widthBytes(), self.annotation(), int96Unit);
        return new Node.Leaf(
                field(element, dataType),
                leaves++,
                path,
                type,
                self.widthBytes(),
                self.annotation(),
                levels.definition,
                levels.repetition);
    }

    private Node group(Element element, String path, Levels levels) {
        List<Node> members = new ArrayList<>(element.members.size());
        for (Element member : element.members) {
            members.add(node(member, path, levels));
        }
        DataType type =
                new DataType.StructType(members.stream().map(Node::field).toList());
        return new Node.Group(field(element, type), levels.definition, members);
    }

    private Node list(Element element, String path, Levels levels) {
        Element repeated = element.members.getFirst();
        Levels inner = levels.into(repeated);
        Node content;
        if (isElementItself(element, repeated)) {
            content = once(repeated, path, inner);
            content =
                    withField(content, Field.required("element", content.field().type()));
        } else {
            String repeatedPath = path + repeated.self.name() + ".";
            content = node(repeated.members.getFirst(), repeatedPath, inner);
        }
        Field field = field(element, new DataType.ListType(content.field()));
        return new Node.Listing(field, levels.definition, inner.repetition, inner.definition, content);
    }

    private static boolean isElementItself(Element list, Element repeated) {
        return !repeated.isGroup()
                || repeated.members.size() > 1
                || repeated.members.getFirst().isRepeated()
                || repeated.self.name().equals("array")
                || repeated.self.name().equals(list.self.name() + "_tuple");
    }

    private Node map(Element element, String path, Levels levels) {
        Element repeated = element.members.getFirst();
        Levels inner = levels.into(repeated);
        String repeatedPath = path + repeated.self.name() + ".";
        Node key = node(repeated.members.getFirst(), repeatedPath, inner);
        Node value = node(repeated.members.getLast(), repeatedPath, inner);
        Field field = field(element, new DataType.MapType(key.field(), value.field()));
        return new Node.Mapping(field, levels.definition, inner.repetition, inner.definition, key, value);
    }

    private static Field field(Element element, DataType type) {
        boolean isNullable = element.self.repetition() == Repetition.OPTIONAL || type.equals(DataType.NULL);
        return new Field(element.self.name(), type, isNullable);
    }

    private static Node withField(Node node, Field field) {
        return switch (node) {
            case Node.Leaf leaf ->
                new Node.Leaf(
                        field,
                        leaf.index(),
                        leaf.path(),
                        leaf.physicalType(),
                        leaf.widthBytes(),
                        leaf.annotation(),
                        leaf.definition(),
                        leaf.repetition());
            case Node.Listing list ->
                new Node.Listing(field, list.definition(), list.repetition(), list.elementDefinition(), list.element());
            case Node.Group group -> new Node.Group(field, group.definition(), group.members());
            case Node.Mapping map ->
                new Node.Mapping(
                        field, map.definition(), map.repetition(), map.elementDefinition(), map.key(), map.value());
        };
    }
}
