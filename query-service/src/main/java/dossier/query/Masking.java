package dossier.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Shows of identifiers just enough to recognise them, also where somebody wrote them into free text. */
final class Masking {

    private static final Pattern CITIZEN_ID = Pattern.compile("(?<!\\d)\\d{17}[\\dXx](?!\\d)");
    private static final Pattern MOBILE = Pattern.compile("(?<!\\d)(\\+?86[- ]?)?1\\d{2}[- ]?\\d{4}[- ]?\\d{4}(?!\\d)");

    private Masking() {}

    /** The first three and the last four characters. */
    static String citizenId(String id) {
        return masked(id, 3, 4);
    }

    /** Country code, three digits, and the last four. */
    static String mobile(String mobile) {
        return masked(mobile, mobile.startsWith("+86") ? 6 : 3, 4);
    }

    /** The personal member of an event as it may be shown: identifiers masked and named so, addresses left out. */
    static JsonNode personal(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                object.remove("address");
                mask(object, "citizenId");
                mask(object, "mobile");
                object.properties().forEach(property -> property.setValue(personal(property.getValue())));
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, personal(array.get(i)));
                }
            }
            case StringNode text -> {
                return StringNode.valueOf(text(text.stringValue()));
            }
            default -> {
            }
        }
        return node;
    }

    private static void mask(ObjectNode object, String name) {
        if (object.remove(name) instanceof StringNode value) {
            object.put(name + "Masked",
                    "mobile".equals(name) ? mobile(value.stringValue()) : citizenId(value.stringValue()));
        }
    }

    /** Free text with the identifiers in it masked. */
    static String text(String text) {
        var withoutIds = CITIZEN_ID.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(citizenId(found.group())));
        return MOBILE.matcher(withoutIds).replaceAll(found -> Matcher.quoteReplacement(mobile(found.group())));
    }

    private static String masked(String text, int first, int last) {
        int hidden = text.length() - first - last;
        return hidden <= 0
                ? "*".repeat(text.length())
                : text.substring(0, first) + "*".repeat(hidden) + text.substring(text.length() - last);
    }
}
