package dossier.benchmarks;

import java.nio.ByteBuffer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A request over HTTP/1.1.
 *
 * @param body JSON, or empty
 */
record Call(String method, String path, String token, String body) {

    /** All of it, to be written at once. */
    ByteBuffer bytes(String authority) {
        var content = body.getBytes(UTF_8);
        var head = (method + " " + path + " HTTP/1.1\r\nHost: " + authority + "\r\nAuthorization: Bearer " + token
                + (content.length == 0 ? "" : "\r\nContent-Type: application/json\r\nContent-Length: " + content.length)
                + "\r\n\r\n").getBytes(US_ASCII);
        return ByteBuffer.allocate(head.length + content.length).put(head).put(content).flip();
    }
}
