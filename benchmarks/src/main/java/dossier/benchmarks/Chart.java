package dossier.benchmarks;

import java.util.List;
import java.util.Locale;

/** Ratios as bars, each measured by its own aim: a bar that ends at the line or to the right of it has reached it. */
final class Chart {

    private static final int NAMES = 300;
    private static final int AIM = 300;
    private static final int NUMBERS = 110;
    private static final int ROW = 26;
    private static final double LONGEST = 1.5;
    private static final String REACHED = "#2e7d5b";
    private static final String MISSED = "#b3562a";

    private Chart() {}

    static String svg(List<Report.Ratio> ratios) {
        int width = NAMES + (int) (LONGEST * AIM) + NUMBERS;
        int height = (ratios.size() + 1) * ROW;
        var svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
                <title>Ratios of one run of the benchmark beside their aims</title>
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="%d" y="16" text-anchor="middle" fill="#333333">aim</text>
                """, width, height, NAMES + AIM));
        for (int row = 0; row < ratios.size(); row++) {
            var ratio = ratios.get(row);
            int top = (row + 1) * ROW;
            double length = Math.min(LONGEST, ratio.reached()) * AIM;
            svg.append(String.format(Locale.ROOT, """
                    <text x="%d" y="%d" text-anchor="end" fill="#333333">%s</text>
                    <rect x="%d" y="%d" width="%.0f" height="16" fill="%s"/>
                    <text x="%.0f" y="%d" fill="#333333">%.2f (%s)</text>
                    """, NAMES - 10, top + 15, ratio.name(), NAMES, top + 3, length,
                    ratio.reached() >= 1 ? REACHED : MISSED, NAMES + length + 6, top + 15, ratio.value(),
                    ratio.limit().replace("<", "&lt;").replace(">", "&gt;")));
        }
        return svg.append(String.format(Locale.ROOT, """
                <line x1="%d" y1="22" x2="%1$d" y2="%d" stroke="#333333" stroke-dasharray="3 3"/>
                </svg>
                """, NAMES + AIM, height)).toString();
    }
}
