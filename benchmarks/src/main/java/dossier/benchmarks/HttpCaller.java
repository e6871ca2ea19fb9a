package dossier.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One user's connection, HTTP/1.1 and kept alive. It reads no more of an answer than it must: what the caller costs
 * would be counted as the product's, since both share the machine.
 */
final class HttpCaller implements AutoCloseable {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    /** Shorter than the services keep a connection that nobody uses. */
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final int CONNECT_MILLIS = 5_000;
    /** As a 503 asks for in {@code Retry-After}. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int LONGEST_LINE = 8_192;

    private final URI server;
    private final byte[] line = new byte[LONGEST_LINE];
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private boolean open;
    private long used;

    HttpCaller(URI server) {
        this.server = server;
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(ANSWER_WITHIN.toMillis()));
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        open = true;
    }

    /**
     * The body of the answer. A query that is told to come again does for half a minute, and all of that is how long its
     * answer took.
     *
     * @throws IllegalStateException if the answer is no success
     */
    String send(Call call) throws IOException {
        long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
        var answer = exchange(call);
        while (call.method().equals("GET") && answer.isForLater() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            answer = exchange(call);
        }
        if (!answer.isSuccess()) {
            throw new IllegalStateException(call.method() + " " + call.path() + " was answered " + answer.status + ": "
                    + answer.body);
        }
        return answer.body;
    }

    private record Answer(String status, String body) {

        boolean isSuccess() {
            return status.startsWith("HTTP/1.1 2");
        }

        /** Too much to do, or not yet in sight. */
        boolean isForLater() {
            return status.startsWith("HTTP/1.1 503") || status.startsWith("HTTP/1.1 504");
        }
    }

    private Answer exchange(Call call) throws IOException {
        if (!open || System.nanoTime() - used > IDLE.toNanos()) {
            socket.close();
            connect();
        }
        socket.getOutputStream().write(call.bytes(server.getAuthority()).array());
        used = System.nanoTime();
        var status = line();
        var body = body();
        if (!open) {
            socket.close();
        }
        return new Answer(status, body);
    }

    private String body() throws IOException {
        int length = 0;
        boolean chunked = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.regionMatches(true, 0, "Transfer-Encoding:", 0, 18)) {
                chunked = true;
            } else if (header.equalsIgnoreCase("Connection: close")) {
                open = false;
            }
        }
        if (!chunked) {
            return new String(bytes(length), UTF_8);
        }
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(bytes(size));
            line();
        }
        line();
        return body.toString(UTF_8);
    }

    private byte[] bytes(int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the service closed the connection within an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the service closed the connection");
            }
            line[length++] = (byte) next;
        }
        return new String(line, 0, length - 1, US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
