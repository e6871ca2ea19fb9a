package dossier.command;

import java.io.IOException;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractGenericHttpMessageConverter;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.Refusal.Code;

/** Reads a request's {@link Body}: within the limit, strictly, and with everything that is wrong with it told at once. */
final class BodyConverter extends AbstractGenericHttpMessageConverter<Body> {

    /** Request attribute: SHA-256 of the body's bytes, by which a repeated request is known. */
    static final String DIGEST = BodyConverter.class.getName() + ".digest";
    /** Request attribute: the {@link CommandClock.Time} of the command, one for body, header and event. */
    static final String TIME = BodyConverter.class.getName() + ".time";

    private final JsonMapper json;
    private final Validator validator;
    private final CommandClock clock;
    private final int maxBytes;

    BodyConverter(JsonMapper json, Validator validator, CommandClock clock, int maxBytes) {
        super(MediaType.ALL); // what is no JSON is refused here, and no other converter tries its luck with it
        this.json = json;
        this.validator = validator;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return Body.class.isAssignableFrom(type);
    }

    @Override
    public boolean canWrite(@Nullable MediaType mediaType) {
        return false;
    }

    @Override
    public Body read(Type type, @Nullable Class<?> context, HttpInputMessage message) throws IOException {
        return readInternal(((Class<?>) type).asSubclass(Body.class), message);
    }

    @Override
    protected Body readInternal(Class<? extends Body> type, HttpInputMessage message) throws IOException {
        if (!MediaType.APPLICATION_JSON.equalsTypeAndSubtype(message.getHeaders().getContentType())) {
            throw Refusal.unsupportedMediaType();
        }
        var bytes = message.getBody().readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new Refusal(Code.BODY_TOO_LARGE, "A body has at most " + maxBytes + " bytes.");
        }
        keep(DIGEST, sha256(bytes));
        var errors = new Errors();
        var time = clock.time(message.getHeaders(), errors);
        keep(TIME, time);
        var body = parse(type, bytes, errors);
        if (body instanceof Body.Submit submit && submit.applicationId() != null) {
            keep(Attempt.PROPOSED_ID, submit.applicationId());
        }
        if (body != null) {
            validator.validate(body).forEach(violation -> errors.add(violation.getPropertyPath().toString()
                    .replaceAll("\\.?<[a-z ]+>", ""), violation.getMessage()));
            body.check(errors, time.today());
        }
        errors.refuse();
        if (body == null) {
            throw Refusal.invalid("", "must be a JSON object");
        }
        return body;
    }

    private @Nullable Body parse(Class<? extends Body> type, byte[] bytes, Errors errors) {
        try {
            return json.readerFor(type).withAttribute(StrictJson.ERRORS, errors).readValue(bytes);
        } catch (StreamReadException e) {
            errors.add("", "is not well-formed JSON, line " + e.getLocation().getLineNr() + " column "
                    + e.getLocation().getColumnNr());
        } catch (DatabindException e) {
            var path = e.getPath().isEmpty() ? "" : e.getPath().getLast().getPropertyName();
            errors.add(path == null ? "" : path, "cannot be read");
        } catch (JacksonException e) {
            errors.add("", "cannot be read");
        }
        return null;
    }

    @Override
    protected void writeInternal(Body body, @Nullable Type type, HttpOutputMessage message) {
        throw new UnsupportedOperationException("bodies are only read");
    }

    private static void keep(String attribute, Object value) {
        RequestContextHolder.currentRequestAttributes().setAttribute(attribute, value,
                RequestAttributes.SCOPE_REQUEST);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
