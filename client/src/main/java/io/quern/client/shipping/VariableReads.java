package io.quern.client.shipping;

import io.quern.core.code.SessionVariables;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the variables of a jshell session that sent functions read ([SessionVariables]).
///
/// Followed are the lambdas of the wrapper classes that are sent, what they call, and all methods of the session's
/// own classes that they use. What jshell itself runs once for a snippet is not: it reads variables that no lambda
/// needs, such as the cluster.
final class VariableReads {
    private static final String LAMBDA_PREFIX = "lambda$";

    private final Map<String, byte[]> classFiles;
    private final Map<String, ClassModel> parsed = new HashMap<>();
    private final Set<String> variables = new TreeSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Queue<MethodModel> open = new ArrayDeque<>();

    private VariableReads(Map<String, byte[]> classFiles) {
        this.classFiles = classFiles;
    }

    /// @param sent classes whose instances are sent, among them those that contain the sent lambdas
    /// @param classFiles of the session, by their names in a jar
    /// @return names as [SessionVariables#name] makes them
    static Set<String> of(Collection<Class<?>> sent, Map<String, byte[]> classFiles) {
        VariableReads reads = new VariableReads(classFiles);
        for (Class<?> type : sent) {
            if (SessionVariables.isWrapper(type.getName())) {
                reads.useMethods(type.getName(), LAMBDA_PREFIX, null);
            } else {
                reads.useClass(type.getName());
            }
        }
        for (MethodModel next = reads.open.poll(); next != null; next = reads.open.poll()) {
            next.code().ifPresent(code -> code.forEach(reads::follow));
        }
        return reads.variables;
    }

    private void follow(CodeElement element) {
        switch (element) {
            case FieldInstruction field -> {
                String owner = dotted(field.owner().asInternalName());
                if (field.opcode() == Opcode.GETSTATIC && SessionVariables.isWrapper(owner)) {
                    variables.add(SessionVariables.name(owner, field.name().stringValue()));
                }
                useClass(owner);
            }
            case InvokeInstruction call ->
                useMethod(
                        dotted(call.owner().asInternalName()),
                        call.name().stringValue(),
                        call.type().stringValue());
            case NewObjectInstruction made -> useClass(dotted(made.className().asInternalName()));
            case InvokeDynamicInstruction dynamic -> dynamic.bootstrapArgs().forEach(this::followConstant);
            default -> {
                // Nothing is called or read.
            }
        }
    }

    private void followConstant(ConstantDesc constant) {
        if (constant instanceof DirectMethodHandleDesc handle && handle.owner().isClassOrInterface()) {
            useMethod(className(handle.owner()), handle.methodName(), handle.lookupDescriptor());
        }
    }

    private void useMethod(String owner, String name, String descriptor) {
        if (SessionVariables.isWrapper(owner)) {
            useMethods(owner, name, descriptor);
        } else {
            useClass(owner);
        }
    }

    /// Any method of it may be called, by its own methods or from outside.
    private void useClass(String name) {
        if (!SessionVariables.isWrapper(name) && seen.add(name)) {
            ClassModel model = model(name);
            if (model != null) {
                open.addAll(model.methods());
                model.superclass().ifPresent(above -> useClass(dotted(above.asInternalName())));
            }
        }
    }

    /// @param descriptor null for all methods whose names begin so
    private void useMethods(String owner, String name, @Nullable String descriptor) {
        ClassModel model = model(owner);
        if (model == null) {
            return;
        }
        for (MethodModel method : model.methods()) {
            String its = method.methodName().stringValue();
            boolean isWanted = descriptor == null
                    ? its.startsWith(name)
                    : its.equals(name) && method.methodType().stringValue().equals(descriptor);
            if (isWanted && seen.add(owner + "." + its + method.methodType().stringValue())) {
                open.add(method);
            }
        }
    }

    private @Nullable ClassModel model(String className) {
        byte[] file = classFiles.get(className.replace('.', '/') + ".class");
        return file == null
                ? null
                : parsed.computeIfAbsent(className, _ -> ClassFile.of().parse(file));
    }

    private static String className(ClassDesc type) {
        String descriptor = type.descriptorString();
        return dotted(descriptor.substring(1, descriptor.length() - 1));
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
