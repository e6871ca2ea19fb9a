package dossier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/**
 * What HTTP alone costs: the services' Tomcat, on virtual threads as there, reads a request and gives the same answer to all.
 */
final class BareHttp extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final byte[] ANSWER = """
            {"applicationId":"11111111-1111-4111-8111-111111111111","version":1}""".getBytes(StandardCharsets.US_ASCII);

    private BareHttp() {}

    /** Reads address and ports from a service's settings; its management port answers whatever is asked, so it is ready. */
    public static void main(String[] arguments) throws IOException, LifecycleException {
        var settings = new Properties();
        var file = Path.of(URI.create(arguments[0].substring(arguments[0].indexOf('=') + 1)));
        try (var lines = Files.newBufferedReader(file)) {
            settings.load(lines);
        }
        var tomcat = new Tomcat();
        tomcat.setBaseDir(file.resolveSibling("bare-http").toString());
        tomcat.setConnector(connector(settings, ""));
        tomcat.getService().addConnector(connector(settings, "management."));
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "all", new BareHttp());
        context.addServletMapping("/", "all");
        tomcat.start();
        tomcat.getServer().await();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.getInputStream().readAllBytes();
        response.setContentType("application/json");
        response.setContentLength(ANSWER.length);
        response.getOutputStream().write(ANSWER);
    }

    private static Connector connector(Properties settings, String prefix) {
        var connector = new Connector();
        connector.setProperty("address", settings.getProperty(prefix + "server.address"));
        connector.setPort(Integer.parseInt(settings.getProperty(prefix + "server.port")));
        connector.setProperty("maxKeepAliveRequests", "10000"); // as the services have it
        connector.getProtocolHandler().setExecutor(new VirtualThreadExecutor("bare-http-"));
        return connector;
    }
}
