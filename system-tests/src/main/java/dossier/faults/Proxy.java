package dossier.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** The network between the services and a server, which can be made a bad one. Of what comes through nothing is changed. */
final class Proxy implements AutoCloseable {

    /** What the network does. */
    enum Weather {
        FAIR,
        /** Connections break, new ones are refused at once. */
        CUT,
        /** Connections stay, and nothing comes through in either way. */
        SILENT,
        /** Requests arrive, answers do not. */
        NO_ANSWERS,
        /** Everything comes through, later. */
        SLOW,
        /** One piece in twenty is lost, and what follows waits until it was sent again, as TCP has it. */
        LOSSY
    }

    private static final Duration DELAY = Duration.ofMillis(200);
    private static final Duration SENT_AGAIN_AFTER = Duration.ofMillis(200);
    private static final int LOST_ONE_IN = 20;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final int PIECE = 64 << 10;

    private final int server;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final LongAdder disturbed = new LongAdder();
    private volatile Weather weather = Weather.FAIR;

    /** @param server the port to pass on to, on the loopback interface */
    Proxy(int server) throws IOException {
        this.server = server;
        listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    void become(Weather next) throws IOException {
        weather = next;
        if (next == Weather.CUT) {
            for (var socket : open) {
                disturbed.increment();
                socket.close();
            }
        }
    }

    /** How many connections were broken or refused, and pieces held back, so far. */
    long disturbed() {
        return disturbed.sum();
    }

    /** How many are open between the services and the server. */
    int connections() {
        return open.size() / 2;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                if (weather == Weather.CUT) {
                    disturbed.increment();
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // this connection, or all at the end
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream;
        try {
            upstream = new Socket(InetAddress.getLoopbackAddress(), server);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        open.add(client);
        open.add(upstream);
        threads.execute(() -> pass(client, upstream, false));
        threads.execute(() -> pass(upstream, client, true));
    }

    private void pass(Socket from, Socket to, boolean isAnswer) {
        var piece = new byte[PIECE];
        try (from; to) {
            for (int length = from.getInputStream().read(piece); length >= 0; length = from.getInputStream()
                    .read(piece)) {
                endure(isAnswer);
                to.getOutputStream().write(piece, 0, length);
            }
        } catch (IOException e) {
            // one end is gone, and so the other shall be
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void endure(boolean isAnswer) throws InterruptedException {
        if (weather == Weather.SLOW) {
            disturbed.increment();
            Thread.sleep(DELAY);
        }
        for (var wait = SENT_AGAIN_AFTER; isLost(); wait = wait.multipliedBy(2)) {
            disturbed.increment();
            Thread.sleep(wait);
        }
        if (holdsBack(isAnswer)) {
            disturbed.increment();
            while (holdsBack(isAnswer)) {
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    private boolean isLost() {
        return weather == Weather.LOSSY && ThreadLocalRandom.current().nextInt(LOST_ONE_IN) == 0;
    }

    private boolean holdsBack(boolean isAnswer) {
        return weather == Weather.SILENT || (weather == Weather.NO_ANSWERS && isAnswer);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : open) {
            socket.close();
        }
        threads.shutdownNow();
        threads.close();
    }
}
