package dossier.events;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static java.util.stream.Collectors.toUnmodifiableMap;

/**
 * Events to their JSON and back. A type's current version is one more than the number of its upcasters: to change an
 * event's shape, add the upcaster from the last version, and the golden files of every version stay readable.
 */
public final class EventCodec {

    /** Before version 2 an assessment did not explain its lines, and a rejection not until when it may be appealed. */
    private static final Map<String, List<UnaryOperator<ObjectNode>>> UPCASTERS = Map.of("ReviewApproved",
            List.of(UnaryOperator.identity()), "ReviewRejected", List.of(UnaryOperator.identity()));

    private final Map<String, Class<? extends ApplicationEvent>> types;
    private final Map<String, List<UnaryOperator<ObjectNode>>> upcasters;
    private final JsonMapper json = EventJson.MAPPER;

    public EventCodec() {
        this(UPCASTERS);
    }

    EventCodec(Map<String, List<UnaryOperator<ObjectNode>>> upcasters) {
        this.upcasters = upcasters;
        this.types = Arrays.stream(ApplicationEvent.class.getPermittedSubclasses())
                .map(type -> type.<ApplicationEvent>asSubclass(ApplicationEvent.class))
                .collect(toUnmodifiableMap(Class::getSimpleName, Function.identity()));
    }

    /** The name an event's type is stored under. */
    public static String typeOf(ApplicationEvent event) {
        return event.getClass().getSimpleName();
    }

    /** The version in which events of {@code type} are written today. */
    public int currentVersion(String type) {
        return upcasters.getOrDefault(type, List.of()).size() + 1;
    }

    public byte[] encode(ApplicationEvent event) {
        return json.writeValueAsBytes(event);
    }

    /**
     * @throws LaterEvent if type or version are unknown here
     * @throws UnreadableEvent if the payload does not fit them
     */
    public ApplicationEvent decode(String type, int version, byte[] payload) {
        var known = types.get(type);
        if (known == null) {
            throw new LaterEvent("unknown event type " + type);
        }
        if (version > currentVersion(type)) {
            throw new LaterEvent("unknown version " + version + " of event type " + type);
        }
        if (version < 1) {
            throw new UnreadableEvent("no version " + version + " of event type " + type);
        }
        try {
            ApplicationEvent event = version == currentVersion(type)
                    ? json.readValue(payload, known)
                    : json.treeToValue(upcast(type, version, json.readTree(payload)), known);
            if (event == null) {
                throw new UnreadableEvent("unreadable " + type + " v" + version + ": null");
            }
            return event;
        } catch (JacksonException e) {
            throw new UnreadableEvent("unreadable " + type + " v" + version + ": " + e.getOriginalMessage());
        }
    }

    private JsonNode upcast(String type, int version, JsonNode node) {
        if (!(node instanceof ObjectNode current)) {
            throw new UnreadableEvent("unreadable " + type + " v" + version + ": not a JSON object");
        }
        var chain = upcasters.getOrDefault(type, List.of());
        for (var upcaster : chain.subList(version - 1, chain.size())) {
            current = upcaster.apply(current);
        }
        return current;
    }
}
