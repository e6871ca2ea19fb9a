package dossier.standalone;

import java.util.concurrent.Callable;

import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "demo", description = "Fills a running system with cases in every state, through its public API.", mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {

    @Mixin
    private final Location location = new Location();

    @Option(names = "--applications", paramLabel = "N", defaultValue = "100", description = "How many cases; by default ${DEFAULT-VALUE}.")
    private int applications;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed gives the same cases, and none twice; by default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws InterruptedException {
        try (var client = new DemoClient(location);
                var progress = new ProgressBarBuilder().setTaskName("Applications").setInitialMax(applications)
                        .setStyle(ProgressBarStyle.ASCII).build()) {
            for (int number = 0; number < applications; number++) {
                new DemoCase(seed, number).play(client);
                progress.step();
            }
        }
        System.out.println(applications + " applications are there");
        return 0;
    }
}
