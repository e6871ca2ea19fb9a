package dossier.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Many users' commands over HTTP to one service, from one thread: what its callers cost would be counted as the product's,
 * since both share the machine.
 */
final class Commands {

    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final double AS_FAST_AS_THEY_CAN = Double.POSITIVE_INFINITY;

    private final URI service;
    private final List<LifeCycle> users = new ArrayList<>();

    Commands(URI service, Map<String, String> tokens, int count) {
        this.service = service;
        for (int user = 0; user < count; user++) {
            users.add(new LifeCycle(tokens));
        }
    }

    /**
     * Lets the service become warm; the rate of each window tells whether it did. One that is no faster for half a minute
     * may yet become it, where others take the machine for as long.
     */
    List<Double> warmUp(Duration time) throws IOException {
        var rates = new ArrayList<Double>();
        for (long window = time.dividedBy(WINDOW); window > 0; window--) {
            rates.add(perSecond(WINDOW));
        }
        return rates;
    }

    /** What they do a second when each gives the next command as soon as the one before is answered. */
    double perSecond(Duration time) throws IOException {
        long start = System.nanoTime();
        int done = millis(AS_FAST_AS_THEY_CAN, time).length;
        return done / ((System.nanoTime() - start) / 1e9);
    }

    /**
     * How long each command took, in milliseconds and sorted, at a rate kept whatever happens: counted from when it was due,
     * so that one that is slow counts for all that it made wait. Those due in the first quarter of the time are left out.
     */
    double[] millisAt(double perSecond, Duration time) throws IOException {
        var millis = millis(perSecond, time);
        Arrays.sort(millis);
        return millis;
    }

    private double[] millis(double perSecond, Duration time) throws IOException {
        var all = new ArrayList<Connection>();
        try (var selector = Selector.open()) {
            for (var user : users) {
                all.add(new Connection(user, selector));
            }
            return new Run(selector, all, perSecond, time).millis();
        } finally {
            for (var connection : all) {
                connection.channel.close();
            }
        }
    }

    /** The users at work for a time, and how long each command took. */
    private static final class Run {

        private final Selector selector;
        private final ArrayDeque<Connection> idle;
        private final int all;
        private final double perSecond;
        private final long start = System.nanoTime();
        private final long counted;
        private final long end;
        private double[] millis = new double[1 << 16];
        private int given;
        private int answered;

        Run(Selector selector, List<Connection> connections, double perSecond, Duration time) {
            this.selector = selector;
            this.idle = new ArrayDeque<>(connections);
            this.all = connections.size();
            this.perSecond = perSecond;
            this.counted = perSecond == AS_FAST_AS_THEY_CAN ? start : start + time.toNanos() / Load.UNCOUNTED;
            this.end = start + time.toNanos();
        }

        double[] millis() throws IOException {
            while (true) {
                long now = System.nanoTime();
                for (long due = due(now); due <= now && due < end && !idle.isEmpty(); due = due(now)) {
                    idle.remove().give(due);
                    given++;
                }
                if (due(now) >= end && idle.size() == all) {
                    return Arrays.copyOf(millis, answered);
                }
                if (now - end > ANSWER_WITHIN.toNanos()) {
                    throw new IllegalStateException("not all are answered " + ANSWER_WITHIN + " after the end");
                }
                await(due(now) - now);
                selector.selectedKeys().forEach(key -> read((Connection) key.attachment()));
                selector.selectedKeys().clear();
            }
        }

        private long due(long now) {
            return perSecond == AS_FAST_AS_THEY_CAN ? now : start + (long) (given / perSecond * 1e9);
        }

        /** In whole milliseconds, as selectors wait: what is due is sent up to one later, and counted from when it was due. */
        private void await(long nanos) throws IOException {
            boolean isAsked = !idle.isEmpty() && nanos < WINDOW.toNanos();
            selector.select(isAsked ? Math.max(1, nanos / 1_000_000) : WINDOW.toMillis());
        }

        private void read(Connection connection) {
            if (connection.hasRead()) {
                if (answered == millis.length) {
                    millis = Arrays.copyOf(millis, 2 * answered);
                }
                if (connection.due >= counted) {
                    millis[answered++] = (System.nanoTime() - connection.due) / 1e6;
                }
                idle.add(connection);
            }
        }
    }

    /** One user's connection, which is kept alive for a run. */
    private final class Connection {

        private final LifeCycle user;
        private final Selector selector;
        private final ByteBuffer in = ByteBuffer.allocate(1 << 14);
        private SocketChannel channel;
        private long due;

        Connection(LifeCycle user, Selector selector) throws IOException {
            this.user = user;
            this.selector = selector;
            this.channel = connect();
        }

        private SocketChannel connect() throws IOException {
            var fresh = SocketChannel.open(new InetSocketAddress(service.getHost(), service.getPort()));
            fresh.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false)
                    .register(selector, SelectionKey.OP_READ, this);
            return fresh;
        }

        void give(long due) throws IOException {
            this.due = due;
            for (var bytes = user.next().bytes(service.getAuthority()); bytes.hasRemaining();) {
                channel.write(bytes);
            }
        }

        /**
         * Whether the whole answer is there; then the user knows it.
         *
         * @throws IllegalStateException if it is no success
         */
        boolean hasRead() {
            try {
                if (channel.read(in) < 0) {
                    throw new EOFException("the service closed the connection");
                }
                var text = new String(in.array(), 0, in.position(), ISO_8859_1);
                int head = text.indexOf("\r\n\r\n");
                if (head < 0) {
                    return false;
                }
                if (!text.startsWith("HTTP/1.1 2")) {
                    throw new IllegalStateException("a command was answered " + text);
                }
                if (in.position() < head + 4 + length(text)) {
                    return false;
                }
                in.clear();
                user.answered(text);
                if (text.lastIndexOf("\r\nConnection: close", head) >= 0) {
                    channel.close();
                    channel = connect();
                }
                return true;
            } catch (IOException e) {
                throw new IllegalStateException("the service does not answer", e);
            }
        }

        private static int length(String answer) {
            int from = answer.indexOf("\r\nContent-Length: ") + 18;
            return Integer.parseInt(answer.substring(from, answer.indexOf('\r', from)));
        }
    }
}
