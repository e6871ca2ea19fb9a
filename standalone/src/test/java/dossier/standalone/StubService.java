package dossier.standalone;

import java.io.FileReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import com.sun.net.httpserver.HttpServer;

/** Stands where a service's jar would: it is ready at once, and says what it was told. */
final class StubService {

    public static void main(String... arguments) throws IOException {
        var settings = new Properties();
        try (var in = new FileReader(arguments[0].replaceFirst(".*=file:", ""))) {
            settings.load(in);
        }
        for (var port : new String[]{"server.port", "management.server.port"}) {
            var server = HttpServer.create(
                    new InetSocketAddress("127.0.0.1", Integer.parseInt(settings.getProperty(port))), 0);
            server.createContext("/actuator/health/readiness", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }
        System.out.println("stub of " + settings.getProperty("dossier.kafka.namespace"));
    }

    /** Puts the jar of a stub where the launcher looks for the service. */
    static void install(Path home, String service) throws IOException {
        var target = Files.createDirectories(home.resolve(service).resolve("target"));
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StubService.class.getName());
        var name = StubService.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(target.resolve(service + "-1-exec.jar")), manifest);
                var code = StubService.class.getResourceAsStream("/" + name)) {
            jar.putNextEntry(new JarEntry(name));
            code.transferTo(jar);
        }
    }
}
