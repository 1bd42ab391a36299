//! The PDF: what stands on it, and that it is always the same.

use portico::domain::billing::line::decimal;
use portico::domain::billing::{credit_notes, documents};
use portico::domain::job::MakeDocument;
use portico::domain::tenancy::agencies;
use portico::pdf;

use super::stage::Stage;
use crate::support::TestApp;

/// The words of a paper that is about to be made.
async fn words(app: &TestApp, stage: &Stage, document: uuid::Uuid) -> String {
    let paper = documents::load(&app.services, MakeDocument { agency: stage.agency, document }).await.unwrap().unwrap();
    let brand = agencies::brand(&app.services, stage.agency).await.unwrap();
    let text = pdf_extract::extract_text_from_mem(&pdf::render(&paper, &brand, None).unwrap()).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn credit_notes_and_reverse_charge_have_papers_of_their_own() {
    let app = std::sync::Arc::new(TestApp::new().await);
    let mut stage = Stage::new(app.clone(), 0).await;
    for step in ["tax standard 19", "settings prefix=NW", "plan care 49.00", "tenant care trial", "exempt reverse", "status active"] {
        stage.step(step, &[]).await.unwrap();
    }
    let invoice = stage.invoices().await.unwrap().pop().unwrap();
    let reverse = words(&app, &stage, invoice.id.uuid()).await;
    assert!(reverse.contains("Reverse charge") && reverse.contains("$49.00") && !reverse.contains("19 %"), "{reverse}");

    for step in ["exempt none", "at 2026-12-05"] {
        stage.step(step, &[]).await.unwrap();
    }
    stage.step("note 5.95", &[]).await.unwrap();
    let taxed = stage.invoices().await.unwrap().into_iter().find(|invoice| invoice.credited_cents > 0).unwrap();
    let notes = credit_notes::of_invoice(&mut stage.ctx().await, &taxed).await.unwrap();
    let note = words(&app, &stage, notes[0].id.uuid()).await;
    for said in ["Credit note", &notes[0].number, &taxed.number, "Reason: outage", "$5.95", "$0.95", "19 %"] {
        assert!(note.contains(said), "{said} is not in: {note}");
    }
}

#[tokio::test]
async fn the_paper_says_what_the_invoice_says() {
    let app = std::sync::Arc::new(TestApp::new().await);
    let mut stage = Stage::new(app.clone(), 0).await;
    for step in [
        "tax standard 19",
        "settings prefix=NW",
        "profile",
        "price outbound_minutes 0.05",
        "plan care 49.00",
        "tenant care",
        "clock 2026-11-10",
        "use outbound_minutes 1284.5",
        "at 2026-12-05",
    ] {
        stage.step(step, &[]).await.unwrap();
    }
    let invoice = stage.invoices().await.unwrap().pop().unwrap();
    let job = MakeDocument { agency: stage.agency, document: invoice.id.uuid() };
    let paper = documents::load(&app.services, job).await.unwrap().unwrap();
    let brand = agencies::brand(&app.services, stage.agency).await.unwrap();
    let bytes = pdf::render(&paper, &brand, None).unwrap();
    assert_eq!(bytes, pdf::render(&paper, &brand, None).unwrap(), "the same invoice is the same paper");
    let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(600, 40).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let with_logo = pdf::render(&paper, &brand, Some(png.into_inner())).unwrap();
    assert!(with_logo != bytes && pdf::render(&paper, &brand, Some(b"no picture".to_vec())).is_err(), "it is really drawn");
    let total = format!("${}", decimal(invoice.total_cents, 2));
    for said in ["Acme", "Invoice NW-2026-0002", "Tenant", "care plan", "Outbound calls", "1,284.50", "0.05", "$64.23", "VAT 19 %", &total]
    {
        assert!(text.contains(said), "{said} is not in: {text}");
    }
    for leak in ["Portico", "Typst", "typst"] {
        assert!(!text.contains(leak) && !String::from_utf8_lossy(&bytes).contains(leak), "{leak} is on the paper");
    }
    // Kept once, with its hash.
    documents::keep(&app.services, job, invoice.tenant, &bytes).await.unwrap();
    documents::keep(&app.services, job, invoice.tenant, b"another").await.unwrap();
    let kept = documents::read(&mut stage.ctx().await, stage.agency, invoice.id.uuid()).await.unwrap();
    assert_eq!(kept, bytes);
    assert!(documents::load(&app.services, job).await.unwrap().is_none(), "it is not made again");
}
