package dossier.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/** What was measured, as a table for people and as JSON for programs. */
final class Report {

    /**
     * @param aim what the ratio should reach, or not exceed
     * @param atMost whether the aim is an upper limit
     */
    record Ratio(String name, double value, double aim, boolean atMost) {

        /** How much of the aim, 1 and more being all of it. */
        double reached() {
            return atMost ? aim / value : value / aim;
        }

        String limit() {
            return (atMost ? "<= " : ">= ") + aim;
        }
    }

    /** Each the median of what the rounds had. */
    record Percentiles(double p50, double p99) {}

    private final List<Ratio> ratios = new ArrayList<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    void ratioOfAtLeast(double aim, String name, double value) {
        ratios.add(new Ratio(name, value, aim, false));
    }

    void ratioOfAtMost(double aim, String name, double value) {
        ratios.add(new Ratio(name, value, aim, true));
    }

    /** @param name with its unit, as in {@code freshness_p50_ms} */
    void figure(String name, double value) {
        figures.put(name, value);
    }

    /** The median of the rounds, and their range beside it. */
    double rounds(String name, List<Double> rounds) {
        var sorted = rounds.stream().sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        figures.put(name, median);
        figures.put(name + "_min", sorted.getFirst());
        figures.put(name + "_max", sorted.getLast());
        return median;
    }

    /** Of the rounds' sorted milliseconds. */
    Percentiles percentiles(String name, List<double[]> rounds) {
        return new Percentiles(
                rounds(name + "_p50_ms", rounds.stream().map(millis -> millis[millis.length / 2]).toList()),
                rounds(name + "_p99_ms", rounds.stream().map(millis -> millis[millis.length * 99 / 100]).toList()));
    }

    String table() {
        var table = new StringBuilder();
        ratios.forEach(ratio -> table.append(String.format(Locale.ROOT, "%-40s %12.2f  %s%n", ratio.name(),
                ratio.value(), ratio.limit() + (ratio.reached() < 1 ? "  not reached" : ""))));
        figures.forEach((name, value) -> table.append(String.format(Locale.ROOT, "%-40s %12.1f%n", name, value)));
        return table.toString();
    }

    /** The ratios beside their aims, as SVG. */
    String chart() {
        return Chart.svg(ratios);
    }

    String json() {
        var values = new LinkedHashMap<String, Double>();
        ratios.forEach(ratio -> values.put(ratio.name(), ratio.value()));
        var json = new LinkedHashMap<String, Object>();
        json.put("ratios", values);
        json.put("figures", figures);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }
}
