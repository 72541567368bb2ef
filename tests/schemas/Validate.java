import java.io.File;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXParseException;

/** Holds an XML file to an XML Schema: `java Validate.java SCHEMA FILE` ends with 0, or with 1 and what is wrong. */
class Validate {
    public static void main(String[] paths) throws Exception {
        var schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(new File(paths[0]));
        try {
            schema.newValidator().validate(new StreamSource(new File(paths[1])));
        } catch (SAXParseException wrong) {
            System.err.println("line " + wrong.getLineNumber() + ": " + wrong.getMessage());
            System.exit(1);
        }
    }
}
