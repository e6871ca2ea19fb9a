package dossier.backing;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A container whose server can be killed and started again: its data and its port on the loopback interface stay. */
abstract class ServerContainer extends GenericContainer<ServerContainer> {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final int port = Ports.free();

    ServerContainer(String image, int portInside) {
        super(DockerImageName.parse(image));
        setPortBindings(List.of("127.0.0.1:" + port + ":" + portInside));
    }

    /** Whether there is a Docker engine whose containers are reached on this machine's loopback interface. */
    static boolean isPossible() {
        var engine = DockerClientFactory.instance();
        try {
            return engine.isDockerAvailable()
                    && List.of("localhost", "127.0.0.1").contains(engine.dockerHostIpAddress());
        } catch (ContainerFetchException e) { // it has no image of the one that clears up, and can pull none
            return false;
        }
    }

    /** Whether its server serves by now. */
    abstract boolean accepts();

    public int port() {
        return port;
    }

    public void kill() {
        getDockerClient().killContainerCmd(getContainerId()).exec();
        await("ended", () -> !isRunning());
    }

    public void restart() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
        waitUntilContainerStarted();
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    protected void waitUntilContainerStarted() {
        await("was ready", this::accepts);
    }

    private void await(String what, BooleanSupplier condition) {
        var deadline = System.nanoTime() + START.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("No container of " + getDockerImageName() + " " + what + " within "
                        + START.toSeconds() + " s; it said: " + getLogs());
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + getDockerImageName() + " changed", e);
            }
        }
    }
}
