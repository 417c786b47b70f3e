package io.quern.core.value;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lambdas and method references, by the class that contains them.
///
/// The compiler gives that class, for serialisable lambdas, a method `$deserializeLambda$` that makes exactly its
/// own lambdas again and nothing else; so whether a lambda may be read is whether that class may be. Kryo's own
/// serializer does the same but looks classes up before it asks, and prints warnings.
///
/// Layout: capturing class, then interface, its method and signature, kind, implementing class, method and
/// signature, instantiated signature, then the number of captured values and each of them.
final class LambdaSerializer extends Serializer<Object> {
    LambdaSerializer() {
        super(false, true);
    }

    /// Name of the class whose code contains a lambda.
    static String capturingClass(Class<?> lambdaType) {
        String name = lambdaType.getName();
        int end = name.indexOf("$$Lambda");
        return end < 0 ? name : name.substring(0, end);
    }

    @Override
    public void write(Kryo kryo, Output out, Object lambda) {
        SerializedLambda form = describe(lambda);
        kryo.writeClass(out, capturingType(form, lambda.getClass().getClassLoader()));
        out.writeString(form.getFunctionalInterfaceClass());
        out.writeString(form.getFunctionalInterfaceMethodName());
        out.writeString(form.getFunctionalInterfaceMethodSignature());
        out.writeVarInt(form.getImplMethodKind(), true);
        out.writeString(form.getImplClass());
        out.writeString(form.getImplMethodName());
        out.writeString(form.getImplMethodSignature());
        out.writeString(form.getInstantiatedMethodType());
        out.writeVarInt(form.getCapturedArgCount(), true);
        for (int i = 0; i < form.getCapturedArgCount(); i++) {
            try {
                kryo.writeClassAndObject(out, form.getCapturedArg(i));
            } catch (KryoException e) {
                e.addTrace(captured(form, i) + " of the lambda in " + capturingClass(lambda.getClass()));
                throw e;
            }
        }
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<?> type) {
        Class<?> capturing = kryo.readClass(in).getType();
        String interfaceClass = in.readString();
        String interfaceMethod = in.readString();
        String interfaceSignature = in.readString();
        int kind = in.readVarInt(true);
        String implementingClass = in.readString();
        String implementingMethod = in.readString();
        String implementingSignature = in.readString();
        String instantiated = in.readString();
        @Nullable Object[] captured = new @Nullable Object[((BoundedInput) in).readSize(1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = kryo.readClassAndObject(in);
        }
        return make(
                capturing,
                new SerializedLambda(
                        capturing,
                        interfaceClass,
                        interfaceMethod,
                        interfaceSignature,
                        kind,
                        implementingClass,
                        implementingMethod,
                        implementingSignature,
                        instantiated,
                        captured));
    }

    private static SerializedLambda describe(Object lambda) {
        Class<?> type = lambda.getClass();
        String capturing = capturingClass(type);
        if (type.getClassLoader() == null) {
            throw new UnsendableException(
                    "cannot send a lambda of the JDK, made by " + capturing,
                    "write a lambda of your own that does the same, such as value -> value for Function.identity()");
        }
        Class<?> wanted = type.getInterfaces()[0];
        try {
            Method replace = type.getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            return (SerializedLambda) replace.invoke(lambda);
        } catch (NoSuchMethodException e) {
            throw new UnsendableException(
                    "cannot send the lambda in " + capturing + ": its interface " + wanted.getName()
                            + " is not java.io.Serializable",
                    "pass it where an interface of Quern is expected, or cast it: (" + generic(wanted)
                            + " & Serializable) …");
        } catch (ReflectiveOperationException e) {
            throw new KryoException("cannot take the lambda in " + capturing + " apart", e);
        }
    }

    /// As it is written in a program: `Function<T, R>`.
    private static String generic(Class<?> type) {
        String parameters = Arrays.stream(type.getTypeParameters())
                .map(TypeVariable::getName)
                .collect(Collectors.joining(", "));
        return type.getSimpleName() + (parameters.isEmpty() ? "" : "<" + parameters + ">");
    }

    /// What people know a captured value as. Names of local variables are not in class files, but the object whose
    /// fields or methods the lambda uses is always its first captured value.
    private static String captured(SerializedLambda form, int index) {
        boolean isThis = index == 0
                && form.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && form.getImplMethodName().startsWith("lambda$");
        return isThis
                ? "this (the lambda uses a field or a method of it; copy what it needs to a local variable first)"
                : "captured value " + (index + 1);
    }

    private static Class<?> capturingType(SerializedLambda form, ClassLoader loader) {
        String name = form.getCapturingClass().replace('/', '.');
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new KryoException("cannot find the class " + name + " that contains a lambda", e);
        }
    }

    private static Object make(Class<?> capturing, SerializedLambda form) {
        try {
            Method maker = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
            maker.setAccessible(true);
            return maker.invoke(null, form);
        } catch (NoSuchMethodException e) {
            throw new KryoException(
                    "the class " + capturing.getName() + " has no lambdas that travel; is it the same "
                            + "version here as in the client?",
                    e);
        } catch (InvocationTargetException e) {
            throw new KryoException(
                    "the class " + capturing.getName() + " does not know the lambda " + form.getImplMethodName()
                            + "; is it the same version here as in the client?",
                    e);
        } catch (IllegalAccessException e) {
            throw new KryoException("cannot make a lambda of " + capturing.getName(), e);
        }
    }
}
