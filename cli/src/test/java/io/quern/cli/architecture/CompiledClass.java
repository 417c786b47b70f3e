package io.quern.cli.architecture;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A class of ours as its class file tells it. Names are internal ones, with slashes.
///
/// @param sourceFile path of its source below `src/main/java`
/// @param classes every class that it mentions, in code, descriptors, signatures or annotations
/// @param members every foreign method or field that it uses, as `owner.name:descriptor`
record CompiledClass(String module, String name, String sourceFile, Set<String> classes, Set<String> members) {
    private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L((?:[\\w$]+/)+[\\w$]+)[;<]");

    static CompiledClass parse(String module, byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        Set<String> classes = new TreeSet<>();
        Set<String> members = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry used when !used.asInternalName().startsWith("[") -> classes.add(used.asInternalName());
                case MemberRefEntry used ->
                    members.add(used.owner().asInternalName()
                            + "." + used.name().stringValue()
                            + ":" + used.type().stringValue());
                case Utf8Entry text -> addClassesOfDescriptor(text.stringValue(), classes);
                default -> {}
            }
        }
        String name = model.thisClass().asInternalName();
        String file = model.findAttribute(Attributes.sourceFile())
                .orElseThrow(() -> new IllegalStateException(name + " was compiled without the name of its source"))
                .sourceFile()
                .stringValue();
        return new CompiledClass(module, name, folderOf(name) + file, classes, members);
    }

    /// Returns the package with dots.
    String packageName() {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
    }

    private static String folderOf(String internalName) {
        return internalName.substring(0, internalName.lastIndexOf('/') + 1);
    }

    private static void addClassesOfDescriptor(String text, Set<String> classes) {
        Matcher matcher = CLASS_IN_DESCRIPTOR.matcher(text);
        while (matcher.find()) {
            classes.add(matcher.group(1));
        }
    }
}
