import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/**
 * Examines files as long as it is asked to. A line in is "PROFILE TAB file" or "ink TAB file"; lines
 * out are "fault TAB clause TAB times TAB message TAB place", then "end TAB number of checks", or
 * else a "page TAB millionths of it that are black" for each page as PDFBox draws it, then "end TAB pages".
 */
public class Validator {
    private static final String PROFILES = "/org/verapdf/pdfa/validation/";
    private static final int SHOWN_PER_RULE = 20;
    private static final int DOTS_PER_INCH = 72;

    private final Map<String, ValidationProfile> profiles = new HashMap<>();
    private final PrintStream out;

    private Validator(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        // Answers alone go to standard output.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        Validator validator = new Validator(out);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", 2);
            try {
                if (parts[0].equals("ink")) {
                    validator.draw(parts[1]);
                } else {
                    validator.validate(parts[0], parts[1]);
                }
            } catch (Exception broken) {
                validator.say("fault", "unreadable", 1, broken, "the whole file");
                validator.say("end", 0);
            }
        }
    }

    private void validate(String name, String file) throws Exception {
        ValidationProfile profile = profiles.get(name);
        if (profile == null) {
            profile = Profiles.profileFromXml(
                Profiles.class.getResourceAsStream(PROFILES + name + ".xml"));
            profiles.put(name, profile);
        }
        try (FileInputStream content = new FileInputStream(file);
             PDFAParser parser =
                 Foundries.defaultInstance().createParser(content, profile.getPDFAFlavour());
             PDFAValidator validator = Foundries.defaultInstance()
                 .createValidator(profile, SHOWN_PER_RULE, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> times = new TreeMap<>();
            Map<String, TestAssertion> first = new HashMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String clause = assertion.getRuleId().getClause() + "-"
                        + assertion.getRuleId().getTestNumber();
                    times.merge(clause, 1, Integer::sum);
                    first.putIfAbsent(clause, assertion);
                }
            }
            for (Map.Entry<String, Integer> fault : times.entrySet()) {
                TestAssertion assertion = first.get(fault.getKey());
                say("fault", fault.getKey(), fault.getValue(), assertion.getMessage(),
                    assertion.getLocation().getContext());
            }
            if (!result.isCompliant() && times.isEmpty()) {
                say("fault", "unnamed", 1, "not compliant, without a failed rule", "");
            }
            say("end", result.getTotalAssertions());
        }
    }

    private void draw(String file) throws Exception {
        try (PDDocument document = Loader.loadPDF(new File(file))) {
            PDFRenderer renderer = new PDFRenderer(document);
            for (int page = 0; page < document.getNumberOfPages(); page++) {
                BufferedImage drawn =
                    renderer.renderImageWithDPI(page, DOTS_PER_INCH, ImageType.GRAY);
                long dark = 0;
                for (int y = 0; y < drawn.getHeight(); y++) {
                    for (int x = 0; x < drawn.getWidth(); x++) {
                        dark += 255 - drawn.getRaster().getSample(x, y, 0);
                    }
                }
                say("page", dark * 1000000 / (255L * drawn.getHeight() * drawn.getWidth()));
            }
            say("end", document.getNumberOfPages());
        }
    }

    private void say(Object... parts) {
        StringBuilder line = new StringBuilder();
        for (Object part : parts) {
            line.append(line.length() == 0 ? "" : "\t");
            line.append(String.valueOf(part).replaceAll("\\s+", " "));
        }
        out.println(line);
    }
}
