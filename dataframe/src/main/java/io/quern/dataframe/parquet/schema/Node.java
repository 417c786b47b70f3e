package io.quern.dataframe.parquet.schema;

import io.quern.dataframe.parquet.footer.Annotation;
import io.quern.dataframe.parquet.footer.PhysicalType;
import io.quern.dataframe.type.Field;
import java.util.List;
import java.util.function.Consumer;

/// A column, or a part of a nested one, with the levels at which it is there.
///
/// A leaf column is a list of entries, each with a *definition level* (how many of the optional and repeated
/// fields on its path are there) and a *repetition level* (at which repeated field it goes on with a list; 0
/// begins a row). A node is present at entries whose definition level is at least `definition`.
public sealed interface Node {
    Field field();

    int definition();

    /// The leaves below it, in the file's order.
    void forEachLeaf(Consumer<Leaf> action);

    /// A column of values.
    ///
    /// @param index among the leaves of the file: its chunk in each row group
    /// @param path names from the root joined by dots
    /// @param widthBytes of FIXED_LEN_BYTE_ARRAY
    /// @param definition the greatest level: a value is there
    /// @param repetition the greatest level: repeated fields on the path
    record Leaf(
            Field field,
            int index,
            String path,
            PhysicalType physicalType,
            int widthBytes,
            Annotation annotation,
            int definition,
            int repetition)
            implements Node {
        @Override
        public void forEachLeaf(Consumer<Leaf> action) {
            action.accept(this);
        }
    }

    /// @param definition of the list, empty or not
    /// @param repetition of its elements
    /// @param elementDefinition at which there is an element, null or not
    record Listing(Field field, int definition, int repetition, int elementDefinition, Node element) implements Node {
        @Override
        public void forEachLeaf(Consumer<Leaf> action) {
            element.forEachLeaf(action);
        }
    }

    record Group(Field field, int definition, List<Node> members) implements Node {
        public Group {
            members = List.copyOf(members);
        }

        @Override
        public void forEachLeaf(Consumer<Leaf> action) {
            members.forEach(member -> member.forEachLeaf(action));
        }
    }

    /// @param elementDefinition at which there is an entry of the map
    record Mapping(Field field, int definition, int repetition, int elementDefinition, Node key, Node value)
            implements Node {
        @Override
        public void forEachLeaf(Consumer<Leaf> action) {
            key.forEachLeaf(action);
            value.forEachLeaf(action);
        }
    }
}
