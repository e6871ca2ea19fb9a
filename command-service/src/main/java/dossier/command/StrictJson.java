package dossier.command;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads request bodies without a guess: unknown and repeated members, values of another type and characters that no text
 * has are errors. Those that can be are gathered in the {@link Errors} of the reader's attribute {@link #ERRORS}.
 */
final class StrictJson {

    static final String ERRORS = "errors";

    private StrictJson() {}

    /** Makes the API's mapper strict when reading, and write money as decimal strings. */
    static void customize(JsonMapper.Builder mapper) {
        mapper.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withConfigOverride(BigDecimal.class,
                        override -> override.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
                .withConfigOverride(LocalDate.class,
                        override -> override.setFormat(JsonFormat.Value.forLeniency(false)))
                .addModule(new SimpleModule().addDeserializer(String.class, new TextDeserializer()))
                .addHandler(new Gather());
    }

    /** The member that the parser stands on, as {@code applicant.mobile} or {@code materials[0].size}. */
    static String path(JsonParser parser) {
        return parser.streamReadContext().pathAsPointer().toString().replaceFirst("^/", "")
                .replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.');
    }

    private static final class TextDeserializer extends StdScalarDeserializer<String> {

        TextDeserializer() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return (String) context.handleUnexpectedToken(context.constructType(String.class), parser);
            }
            var text = parser.getString();
            return belongsInText(text)
                    ? text
                    : (String) context.handleWeirdStringValue(String.class, text, "characters that no text has");
        }

        private static boolean belongsInText(String text) {
            for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
                if (!belongsInText(text.codePointAt(at))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean belongsInText(int codePoint) {
            return switch (Character.getType(codePoint)) {
                case Character.CONTROL -> codePoint == '\n' || codePoint == '\r' || codePoint == '\t';
                case Character.SURROGATE, Character.UNASSIGNED -> false;
                default -> true;
            };
        }
    }

    private static final class Gather extends DeserializationProblemHandler {

        @Override
        public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser,
                ValueDeserializer<?> deserializer, Object bean, String name) {
            var path = path(parser);
            var gathered = add(context, path.endsWith(name) ? path : path.isEmpty() ? name : path + "." + name,
                    "is not a member of this request");
            parser.skipChildren();
            return gathered;
        }

        @Override
        public @Nullable Object handleWeirdStringValue(DeserializationContext context, Class<?> type, String value,
                String message) {
            return add(context, "must be " + expected(type)) ? null : NOT_HANDLED;
        }

        @Override
        public @Nullable Object handleWeirdNumberValue(DeserializationContext context, Class<?> type, Number value,
                String message) {
            return add(context, "must be " + expected(type)) ? null : NOT_HANDLED;
        }

        @Override
        public @Nullable Object handleUnexpectedToken(DeserializationContext context, JavaType type, JsonToken token,
                JsonParser parser, String message) {
            if (!add(context, "must be " + expected(type.getRawClass()))) {
                return NOT_HANDLED;
            }
            parser.skipChildren();
            return null;
        }

        private static boolean add(DeserializationContext context, String message) {
            return add(context, path(context.getParser()), message);
        }

        private static boolean add(DeserializationContext context, String path, String message) {
            if (context.getAttribute(ERRORS) instanceof Errors errors) {
                errors.add(path, message);
                return true;
            }
            return false;
        }

        private static String expected(Class<?> type) {
            if (type.isEnum()) {
                return "one of " + Arrays.toString(type.getEnumConstants());
            }
            return switch (type.getSimpleName()) {
                case "String" -> "a text without control characters";
                case "LocalDate" -> "a date like 2026-11-23";
                case "UUID" -> "a UUID";
                case "Boolean" -> "true or false";
                case "Integer", "Long" -> "a whole number";
                case "List" -> "a list";
                default -> "a JSON object (" + type.getSimpleName().toLowerCase(Locale.ROOT) + ")";
            };
        }
    }
}
