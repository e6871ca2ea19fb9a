package dossier.command;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/** Writes an {@link Answer} with its length, so that it leaves in one packet instead of in chunks. */
final class AnswerConverter extends AbstractHttpMessageConverter<Answer> {

    private final JsonMapper json;

    AnswerConverter(JsonMapper json) {
        super(MediaType.APPLICATION_JSON);
        this.json = json;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == Answer.class;
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Answer readInternal(Class<? extends Answer> type, HttpInputMessage message) {
        throw new UnsupportedOperationException("answers are only written");
    }

    @Override
    protected void writeInternal(Answer answer, HttpOutputMessage message) throws IOException {
        var bytes = json.writeValueAsBytes(answer);
        message.getHeaders().setContentLength(bytes.length);
        message.getBody().write(bytes);
    }
}
