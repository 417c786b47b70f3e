package io.quern.core.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quern.core.error.QuernException;
import io.quern.core.message.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [ConnectionFile] as JSON. Messages name field and line, never a value: it may be a secret.
final class ConnectionJson {
    private ConnectionJson() {}

    static byte[] write(ConnectionFile file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("protocol", file.protocol());
            writeList(json, "addresses", file.addresses());
            if (file.certificate() != null) {
                json.writeStringField("certificate", file.certificate().hex());
            }
            json.writeObjectFieldStart("tokens");
            for (Role role : file.tokens().roles()) {
                List<Token> ofRole = file.tokens().of(role);
                writeList(json, name(role), ofRole.stream().map(Token::reveal).toList());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return out.toByteArray();
    }

    private static void writeList(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /// @throws QuernException where it is JSON of another shape
    /// @throws IOException where it is no JSON
    static ConnectionFile read(byte[] content) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(content)) {
            List<String> addresses = new ArrayList<>();
            RoleTokens tokens = new RoleTokens(Map.of());
            CertificatePin certificate = null;
            int protocol = 0;
            expect(json, json.nextToken(), JsonToken.START_OBJECT, "the file");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "protocol" -> {
                        expect(json, value, JsonToken.VALUE_NUMBER_INT, field);
                        protocol = json.getIntValue();
                    }
                    case "addresses" -> addresses.addAll(readList(json, value, field));
                    case "certificate" -> {
                        expect(json, value, JsonToken.VALUE_STRING, field);
                        certificate = new CertificatePin(json.getText());
                    }
                    case "tokens" -> tokens = readTokens(json, value);
                    default -> json.skipChildren();
                }
            }
            expect(json, json.currentToken(), JsonToken.END_OBJECT, "the file");
            return new ConnectionFile(addresses, tokens, certificate, protocol);
        }
    }

    private static RoleTokens readTokens(JsonParser json, @Nullable JsonToken first) throws IOException {
        expect(json, first, JsonToken.START_OBJECT, "tokens");
        Map<Role, List<Token>> tokens = new EnumMap<>(Role.class);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            List<String> ofRole = readList(json, json.nextToken(), "tokens." + field);
            for (Role role : Role.values()) {
                if (name(role).equals(field)) {
                    tokens.put(role, ofRole.stream().map(Token::parse).toList());
                }
            }
        }
        return new RoleTokens(tokens);
    }

    private static List<String> readList(JsonParser json, @Nullable JsonToken first, String field) throws IOException {
        expect(json, first, JsonToken.START_ARRAY, field);
        List<String> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, json.currentToken(), JsonToken.VALUE_STRING, field);
            values.add(json.getText());
        }
        return values;
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken expected, String place) {
        if (found != expected) {
            throw QuernException.user(place + " should be " + expected + ", not " + found + ", in line "
                    + json.currentLocation().getLineNr());
        }
    }
}
